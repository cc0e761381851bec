-- The accounts of the users in a list in JSON. What the last whole load did not have, and no fresh one before it, is gone.
SELECT
    sys_id,
    user_name,
    active,
    locked_out,
    last_login_time,
    web_service_access_only,
    internal_integration_user,
    source
FROM sys_user
WHERE user_name IN (SELECT value FROM json_each(:user_names))
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user' AND row_absent.sys_id = sys_user.sys_id AND seen_until <= :fresh_from
    )
ORDER BY user_name, active DESC NULLS LAST, sys_id;

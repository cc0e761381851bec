-- Of several rows of one name the active one counts.
SELECT
    sys_id,
    user_name,
    active,
    locked_out,
    web_service_access_only,
    internal_integration_user,
    sys_created_on,
    sys_updated_on
FROM sys_user
WHERE user_name = :user_name
ORDER BY active DESC NULLS LAST, sys_id;

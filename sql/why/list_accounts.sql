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
WHERE user_name = :user_name
ORDER BY active DESC NULLS LAST, sys_id;

SELECT
    sys_id,
    name,
    status,
    user_name,
    validated,
    host_name,
    version,
    last_refreshed,
    started,
    stopped,
    sys_created_on
FROM ecc_agent
ORDER BY name NULLS FIRST, sys_id;

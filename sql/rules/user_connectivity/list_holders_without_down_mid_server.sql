-- Active holders of the role who are configured for MID Servers of which none is Down, with each status of those.
SELECT DISTINCT
    account.user_name,
    CASE WHEN agent.sys_id IS NULL THEN 'not in ecc_agent' ELSE coalesce(nullif(agent.status, ''), 'no status') END AS status
FROM sys_user_role AS role
CROSS JOIN sys_user_has_role AS held
CROSS JOIN sys_user AS account
CROSS JOIN ecc_agent_config AS config
LEFT JOIN ecc_agent AS agent ON agent.sys_id = config.ecc_agent
WHERE role.name = 'mid_server'
    AND held.role = role.sys_id
    AND coalesce(nullif(lower(held.state), ''), 'active') = 'active'
    AND account.sys_id = held.user
    AND account.active = 1
    AND account.user_name <> ''
    AND config.param_name = 'mid.instance.username'
    AND config.value = account.user_name
    AND NOT EXISTS (
        SELECT 1
        FROM ecc_agent_config AS other
        CROSS JOIN ecc_agent AS down
        WHERE other.param_name = 'mid.instance.username'
            AND other.value = account.user_name
            AND down.sys_id = other.ecc_agent
            AND down.status = 'Down'
    )
ORDER BY 1, 2;

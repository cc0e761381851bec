-- Of mid_server and the roles that it contains those that the accounts of MID Servers hold. CROSS JOIN: the few MID Servers
-- first, never all accounts.
WITH RECURSIVE needed (role) AS (
    SELECT sys_id FROM sys_user_role WHERE name = 'mid_server'
    UNION
    SELECT more.contains
    FROM needed
    JOIN sys_user_role_contains AS more ON more.role = needed.role
),
account AS (
    SELECT sys_user.sys_id
    FROM ecc_agent_config AS config
    CROSS JOIN sys_user
    WHERE sys_user.user_name = config.value AND config.param_name = 'mid.instance.username' AND config.value <> ''
    UNION
    SELECT sys_user.sys_id
    FROM ecc_agent AS agent
    CROSS JOIN sys_user
    WHERE sys_user.user_name = agent.user_name AND agent.user_name <> ''
)
SELECT DISTINCT account.sys_id AS account, role.name
FROM account
CROSS JOIN sys_user_has_role AS held
JOIN sys_user_role AS role ON role.sys_id = held.role
WHERE held.user = account.sys_id
    AND held.role IN (SELECT needed.role FROM needed)
    AND (held.state = 'active' OR held.state IS NULL OR held.state = '')
    AND role.name <> ''
    AND NOT EXISTS (
        SELECT 1
        FROM row_absent
        WHERE row_absent.table_name = 'sys_user_has_role' AND row_absent.sys_id = held.sys_id AND row_absent.seen_until <= :fresh_from
    )
ORDER BY account.sys_id, role.name;

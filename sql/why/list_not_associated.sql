-- Active accounts that hold mid_server and that no MID Server is configured with or logs in as, by their newest login event.
SELECT user_name, newest_event
FROM (
    SELECT account.user_name, (
        SELECT event.name
        FROM sysevent AS event
        WHERE event.parm1 = account.user_name
            AND event.sys_created_on > :since
            AND event.name BETWEEN 'login' AND 'login.failed'
            AND event.name IN ('login', 'login.failed', 'login.authorization.failed')
        ORDER BY event.sys_created_on DESC
        LIMIT 1
    ) AS newest_event
    FROM sys_user_role AS role
    CROSS JOIN sys_user_has_role AS held
    JOIN sys_user AS account ON account.sys_id = held.user
    WHERE role.name = 'mid_server'
        AND held.role = role.sys_id
        AND held.state = 'active'
        AND account.active = 1
        AND account.user_name <> ''
        AND NOT EXISTS (
            SELECT 1
            FROM ecc_agent_config AS config
            WHERE config.param_name = 'mid.instance.username' AND config.value = account.user_name
        )
        AND account.user_name NOT IN (SELECT user_name FROM ecc_agent WHERE user_name <> '')
    GROUP BY account.user_name
) AS holder
ORDER BY newest_event NULLS FIRST, user_name;

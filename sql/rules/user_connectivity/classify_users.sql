-- Each user to examine, how many Down MID Servers it is configured with, and the newest login event after :start. In no order,
-- and an account is a row: to sort and group thousands of them here takes longer than where they are read.
-- The events are seeks in the covering index sysevent_login_by_user, which SQLite takes only where its condition stands to the letter (BETWEEN).
WITH configured_user AS (
    -- CROSS JOIN is an order to SQLite: from the few MID Servers that are Down to their configuration.
    SELECT
        config.value AS user_name,
        count(DISTINCT agent.sys_id) AS down_mid_servers,
        min(nullif(config.sys_domain, '')) AS sys_domain
    FROM ecc_agent AS agent
    CROSS JOIN ecc_agent_config AS config
    WHERE agent.status = 'Down'
        AND config.ecc_agent = agent.sys_id
        AND config.param_name = 'mid.instance.username'
        AND config.value <> ''
    GROUP BY config.value
),
configured_holder AS (
    -- Which of these few is an active holder. An inherited role is held like any other. A state that is not stored takes nothing away.
    SELECT configured_user.user_name, min(nullif(account.sys_domain, '')) AS sys_domain
    FROM configured_user
    CROSS JOIN sys_user AS account
    CROSS JOIN sys_user_has_role AS held
    CROSS JOIN sys_user_role AS role
    WHERE account.user_name = configured_user.user_name
        AND account.active = 1
        AND held.user = account.sys_id
        AND coalesce(nullif(lower(held.state), ''), 'active') = 'active'
        AND role.sys_id = held.role
        AND role.name = 'mid_server'
    GROUP BY configured_user.user_name
),
examined_user AS (
    SELECT
        configured_user.user_name,
        configured_user.down_mid_servers,
        CASE
            WHEN configured_holder.user_name IS NULL THEN configured_user.sys_domain
            ELSE configured_holder.sys_domain
        END AS sys_domain,
        CASE WHEN configured_holder.user_name IS NULL THEN 0 ELSE 1 END AS is_active_holder,
        CASE
            WHEN configured_holder.user_name IS NOT NULL THEN 1
            WHEN EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = configured_user.user_name) THEN 1
            ELSE 0
        END AS has_account
    FROM configured_user
    LEFT JOIN configured_holder ON configured_holder.user_name = configured_user.user_name
    UNION ALL
    -- Every active holder whom no MID Server is configured with. A configuration counts even when its MID Server is not
    -- in the file: that one was not seen is no proof that there is none.
    SELECT account.user_name, 0, nullif(account.sys_domain, ''), 1, 1
    FROM sys_user_role AS role
    CROSS JOIN sys_user_has_role AS held
    CROSS JOIN sys_user AS account
    WHERE role.name = 'mid_server'
        AND held.role = role.sys_id
        AND coalesce(nullif(lower(held.state), ''), 'active') = 'active'
        AND account.sys_id = held.user
        AND account.active = 1
        AND account.user_name <> ''
        AND NOT EXISTS (
            SELECT 1
            FROM ecc_agent_config AS config
            WHERE config.param_name = 'mid.instance.username' AND config.value = account.user_name
        )
)
SELECT
    user_name,
    down_mid_servers,
    sys_domain,
    is_active_holder,
    has_account,
    (
        -- Of several events of one second the greatest number counts; the name is what follows it.
        SELECT
            substr(
                max(CASE event.name WHEN 'login.authorization.failed' THEN '3' WHEN 'login.failed' THEN '2' ELSE '1' END || event.name),
                2
            )
        FROM sysevent AS event
        WHERE event.parm1 = examined_user.user_name
            AND event.name BETWEEN 'login' AND 'login.failed'
            AND event.name IN ('login', 'login.failed', 'login.authorization.failed')
            AND event.sys_created_on = (
                SELECT max(newest.sys_created_on)
                FROM sysevent AS newest
                WHERE newest.parm1 = examined_user.user_name
                    AND newest.sys_created_on > :start
                    AND newest.name BETWEEN 'login' AND 'login.failed'
                    AND newest.name IN ('login', 'login.failed', 'login.authorization.failed')
            )
    ) AS newest_event
FROM examined_user;

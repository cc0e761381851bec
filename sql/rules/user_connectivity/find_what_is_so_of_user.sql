-- What the rows say of a user who is not examined. The event is one seek in the covering index sysevent_login_by_user,
-- which SQLite takes only where its condition stands to the letter (BETWEEN).
SELECT
    (
        SELECT count(DISTINCT agent.sys_id)
        FROM ecc_agent_config AS config
        JOIN ecc_agent AS agent ON agent.sys_id = config.ecc_agent
        WHERE config.param_name = 'mid.instance.username' AND config.value = :user_name AND agent.status = 'Down'
    ) AS down_mid_servers,
    EXISTS (
        SELECT 1
        FROM ecc_agent_config AS config
        WHERE config.param_name = 'mid.instance.username' AND config.value = :user_name
    ) AS is_configured,
    (
        SELECT event.name
        FROM sysevent AS event
        WHERE event.parm1 = :user_name
            AND event.sys_created_on > :start
            AND event.name BETWEEN 'login' AND 'login.failed'
            AND event.name IN ('login', 'login.failed', 'login.authorization.failed')
        ORDER BY
            event.sys_created_on DESC,
            CASE event.name WHEN 'login.authorization.failed' THEN 1 WHEN 'login.failed' THEN 2 ELSE 3 END
        LIMIT 1
    ) AS newest_event;

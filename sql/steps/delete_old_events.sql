-- Events are looked at for one sampling period; the rest is kept for people. Those of users of MID Servers that are Down
-- stay while they are: they prove why.
DELETE FROM sysevent
WHERE sys_id IN (
    WITH user_of_down_mid_server AS (
        SELECT config.value AS user_name
        FROM ecc_agent AS agent
        CROSS JOIN ecc_agent_config AS config
        WHERE agent.status = 'Down' AND config.ecc_agent = agent.sys_id AND config.param_name = 'mid.instance.username'
        UNION
        SELECT user_name FROM ecc_agent WHERE status = 'Down' AND user_name <> ''
    )
    SELECT sys_id
    FROM sysevent
    WHERE sys_created_on > ''
        AND sys_created_on < :keep_events
        AND coalesce(parm1, '') NOT IN (SELECT user_name FROM user_of_down_mid_server WHERE user_name IS NOT NULL)
    ORDER BY sys_created_on
    LIMIT :part
);

-- MID Servers that existed when the clone completed and are Down now. Those made later never held
-- credentials that the clone could have made stale, however late this runs. Those that are gone are not Down.
WITH configured_user AS (
    SELECT ecc_agent AS mid_server, min(value) AS user_name
    FROM ecc_agent_config
    WHERE param_name = 'mid.instance.username' AND value <> ''
    GROUP BY ecc_agent
)
SELECT
    agent.sys_id AS mid_server,
    'MID Server not operational (status: Down), possibly due to recent clone. '
        || 'Verify credentials for logged in User '''
        || coalesce(nullif(agent.user_name, ''), configured_user.user_name, 'unknown')
        || '''.' AS message,
    agent.sys_domain,
    coalesce(nullif(agent.user_name, ''), configured_user.user_name) IS NULL AS user_is_unknown
FROM ecc_agent AS agent
LEFT JOIN configured_user ON configured_user.mid_server = agent.sys_id
WHERE agent.status = 'Down'
    AND agent.sys_created_on <> ''
    AND agent.sys_created_on <= :clone_completed
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'ecc_agent' AND row_absent.sys_id = agent.sys_id AND seen_until <= :fresh_from
    )
ORDER BY agent.name NULLS FIRST, agent.sys_id;

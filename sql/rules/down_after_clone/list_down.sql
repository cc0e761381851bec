-- MID Servers that existed when the clone completed and are Down now. Those made later never held
-- credentials that the clone could have made stale, however late this runs. Those that are gone are not Down.
WITH down AS (
    SELECT
        agent.sys_id,
        agent.name,
        agent.sys_domain,
        coalesce(nullif(agent.user_name, ''), (
            SELECT min(config.value)
            FROM ecc_agent_config AS config
            WHERE config.ecc_agent = agent.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
        )) AS user_name
    FROM ecc_agent AS agent
    WHERE agent.status = 'Down'
        AND agent.sys_created_on <> ''
        AND agent.sys_created_on <= :clone_completed
        AND NOT EXISTS (
            SELECT 1 FROM row_absent WHERE table_name = 'ecc_agent' AND row_absent.sys_id = agent.sys_id AND seen_until <= :fresh_from
        )
)
SELECT
    sys_id AS mid_server,
    'MID Server not operational (status: Down), possibly due to recent clone. '
        || 'Verify credentials for logged in User '''
        || coalesce(user_name, 'unknown')
        || '''.' AS message,
    sys_domain,
    user_name IS NULL AS user_is_unknown
FROM down
ORDER BY name NULLS FIRST, sys_id;

-- Names compare exactly; an empty value is none. What the last whole load did not have is gone.
SELECT sys_id, ecc_agent AS mid_server, value
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND value <> ''
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'ecc_agent_config' AND row_absent.sys_id = ecc_agent_config.sys_id AND seen_until <= :fresh_from
    )
ORDER BY value, sys_id;

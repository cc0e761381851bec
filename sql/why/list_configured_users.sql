-- Names compare exactly; an empty value is none.
SELECT sys_id, ecc_agent AS mid_server, value
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND value <> ''
ORDER BY value, sys_id;

-- Of the MID Servers in a list in JSON, or of all of them, in no order. Names compare exactly; an empty value is none. What the
-- last whole load did not have is gone. CROSS JOIN is an order to SQLite: from those that are asked for.
SELECT config.sys_id, config.ecc_agent AS mid_server, config.value
FROM json_each(:among) AS asked
CROSS JOIN ecc_agent_config AS config
WHERE config.ecc_agent = asked.value AND config.param_name = 'mid.instance.username' AND config.value <> ''
    AND config.sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent_config' AND seen_until <= :fresh_from)
UNION ALL
SELECT sys_id, ecc_agent, value
FROM ecc_agent_config
WHERE :among IS NULL AND param_name = 'mid.instance.username' AND value <> ''
    AND sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent_config' AND seen_until <= :fresh_from);

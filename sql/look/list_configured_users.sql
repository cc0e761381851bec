-- Whom the MID Servers in a list in JSON are configured with, or all of them, in no order: an index has all that is asked for.
-- CROSS JOIN is an order to SQLite: from those that are asked for.
SELECT config.ecc_agent AS mid_server, config.value AS user_name
FROM json_each(:among) AS asked
CROSS JOIN ecc_agent_config AS config
WHERE config.ecc_agent = asked.value AND config.param_name = 'mid.instance.username' AND config.value <> ''
UNION ALL
SELECT ecc_agent, value
FROM ecc_agent_config
WHERE :among IS NULL AND param_name = 'mid.instance.username' AND value <> '' AND ecc_agent <> '';

-- Which users each Down MID Server is configured with. CROSS JOIN is an order to SQLite: from the few that are Down.
SELECT DISTINCT agent.sys_id AS mid_server, config.value AS user_name
FROM ecc_agent AS agent
CROSS JOIN ecc_agent_config AS config
WHERE agent.status = 'Down'
    AND config.ecc_agent = agent.sys_id
    AND config.param_name = 'mid.instance.username'
    AND config.value <> ''
ORDER BY 1, 2;

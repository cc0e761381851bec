-- The MID Servers that are configured with the user, also those that are not in the file.
SELECT DISTINCT config.ecc_agent AS sys_id, agent.name, agent.status
FROM ecc_agent_config AS config
LEFT JOIN ecc_agent AS agent ON agent.sys_id = config.ecc_agent
WHERE config.param_name = 'mid.instance.username' AND config.value = :user_name AND config.ecc_agent <> ''
ORDER BY agent.name NULLS FIRST, config.ecc_agent;

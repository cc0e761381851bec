-- Each MID Server that is Down, once for each user that it is configured with; a row without a user where there is none. In no
-- order. Of the configuration an index has all that is asked for.
SELECT agent.sys_id, agent.name, config.value AS user_name, nullif(config.sys_domain, '') AS sys_domain
FROM ecc_agent AS agent
LEFT JOIN ecc_agent_config AS config
    ON config.ecc_agent = agent.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
WHERE agent.status = 'Down';

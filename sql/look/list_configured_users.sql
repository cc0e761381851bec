-- Whom all MID Servers are configured with, or those in a list in JSON, in the order of the names.
SELECT DISTINCT value AS user_name, ecc_agent AS mid_server
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND value <> '' AND ecc_agent <> ''
    AND (ecc_agent IN (SELECT value FROM json_each(:among)) OR :among IS NULL)
ORDER BY value, ecc_agent;

-- Whom all MID Servers are configured with, or those in a list in JSON: in no order, for one index has all of it.
SELECT ecc_agent AS mid_server, value AS user_name
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND value <> '' AND ecc_agent <> ''
    AND (ecc_agent IN (SELECT value FROM json_each(:among)) OR :among IS NULL);

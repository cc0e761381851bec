-- Of all MID Servers, or of those in a list in JSON, in no order. Names compare exactly; an empty value is none. What the last whole
-- load did not have is gone.
SELECT sys_id, ecc_agent AS mid_server, value
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND value <> ''
    AND (ecc_agent IN (SELECT value FROM json_each(:among)) OR :among IS NULL)
    AND sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent_config' AND seen_until <= :fresh_from);

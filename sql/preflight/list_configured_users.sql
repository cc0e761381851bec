-- Names compare exactly; an empty value is none.
SELECT DISTINCT ecc_agent AS mid_server, value
FROM ecc_agent_config
WHERE param_name = 'mid.instance.username' AND ecc_agent <> '' AND value <> ''
ORDER BY value;

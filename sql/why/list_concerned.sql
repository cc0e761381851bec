-- The MID Servers that a name may mean, of themselves or of a user, and those that may share a user with them.
-- CROSS JOIN is an order to SQLite: from the few that are named. No UNION has all of them at one of its sides: it would read them
-- in the order of their keys, each row another page.
WITH named AS MATERIALIZED (
    SELECT sys_id FROM ecc_agent WHERE sys_id = :name OR name = :name OR user_name = :name
    UNION ALL
    SELECT ecc_agent FROM ecc_agent_config WHERE param_name = 'mid.instance.username' AND value = :name AND ecc_agent <> ''
),
user_of_named AS MATERIALIZED (
    SELECT agent.user_name
    FROM named
    CROSS JOIN ecc_agent AS agent
    WHERE agent.sys_id = named.sys_id AND agent.user_name <> ''
    UNION
    SELECT config.value
    FROM named
    CROSS JOIN ecc_agent_config AS config
    WHERE config.ecc_agent = named.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
),
logged_in_as_one AS MATERIALIZED (
    SELECT sys_id FROM ecc_agent WHERE user_name IN (SELECT user_name FROM user_of_named)
)
SELECT sys_id FROM named
UNION
SELECT sys_id FROM logged_in_as_one
UNION
SELECT config.ecc_agent
FROM user_of_named
CROSS JOIN ecc_agent_config AS config
WHERE config.param_name = 'mid.instance.username' AND config.value = user_of_named.user_name AND config.ecc_agent <> ''
ORDER BY 1;

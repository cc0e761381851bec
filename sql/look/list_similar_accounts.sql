-- Where MID Servers, all or those in a list in JSON, are configured with a user that has no account of exactly its name: the
-- accounts that differ only by capitals or blanks. lower() of SQLite folds the letters A to Z alone.
WITH configured AS MATERIALIZED (
    SELECT config.value AS user_name
    FROM json_each(:among) AS asked
    CROSS JOIN ecc_agent_config AS config
    WHERE config.ecc_agent = asked.value AND config.param_name = 'mid.instance.username' AND config.value <> ''
    UNION ALL
    -- In the order of their index, which says each once without a sort.
    SELECT DISTINCT value
    FROM ecc_agent_config
    WHERE :among IS NULL AND param_name = 'mid.instance.username' AND value <> ''
)
-- CROSS JOIN is an order to SQLite: from the users that they are configured with.
SELECT configured.user_name, account.user_name AS similar_account
FROM configured
CROSS JOIN sys_user AS account
WHERE NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = configured.user_name)
    AND lower(trim(account.user_name)) = lower(trim(configured.user_name))
    AND account.user_name <> '';

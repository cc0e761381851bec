-- Where MID Servers, all or those in a list in JSON, are configured with a user that has no account of exactly its name: the
-- accounts that differ only by capitals or blanks. lower() of SQLite folds the letters A to Z alone.
WITH unknown_user AS MATERIALIZED (
    SELECT DISTINCT config.value AS user_name
    FROM ecc_agent_config AS config
    WHERE config.param_name = 'mid.instance.username' AND config.value <> ''
        AND (config.ecc_agent IN (SELECT value FROM json_each(:among)) OR :among IS NULL)
        AND NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = config.value)
)
-- CROSS JOIN is an order to SQLite: from the users that are unknown.
SELECT DISTINCT unknown_user.user_name, account.user_name AS similar_account
FROM unknown_user
CROSS JOIN sys_user AS account
WHERE lower(trim(account.user_name)) = lower(trim(unknown_user.user_name)) AND account.user_name <> ''
ORDER BY unknown_user.user_name, account.user_name;

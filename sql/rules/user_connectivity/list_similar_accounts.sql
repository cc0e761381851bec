-- For each user that Down MID Servers are configured with and that has no account of exactly that name: the accounts
-- whose names differ from it only by capitals or blanks. lower() of SQLite folds the letters A to Z alone.
WITH unknown_user AS MATERIALIZED (
    SELECT DISTINCT config.value AS user_name, lower(trim(config.value)) AS folded
    FROM ecc_agent AS agent
    CROSS JOIN ecc_agent_config AS config
    WHERE agent.status = 'Down'
        AND config.ecc_agent = agent.sys_id
        AND config.param_name = 'mid.instance.username'
        AND config.value <> ''
        AND NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = config.value)
)
SELECT DISTINCT unknown_user.user_name, account.user_name AS similar_account
FROM unknown_user
CROSS JOIN sys_user AS account
WHERE lower(trim(account.user_name)) = unknown_user.folded AND account.user_name <> ''
ORDER BY 1, 2;

-- For each user in a list in JSON that has no account of exactly that name: the accounts whose names differ from it only by
-- capitals or blanks. lower() of SQLite folds the letters A to Z alone.
WITH unknown_user AS MATERIALIZED (
    SELECT asked.value AS user_name, lower(trim(asked.value)) AS folded
    FROM json_each(:user_names) AS asked
    WHERE NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = asked.value)
)
SELECT DISTINCT unknown_user.user_name, account.user_name AS similar_account
FROM unknown_user
CROSS JOIN sys_user AS account
WHERE lower(trim(account.user_name)) = unknown_user.folded AND account.user_name <> ''
ORDER BY 1, 2;

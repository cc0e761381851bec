-- As sql/why/list_account_names.sql, with the server's own list of JSON and its own test for letters beyond A to Z.
WITH near_name AS MATERIALIZED (
    SELECT user_name FROM sys_user WHERE lower(trim(user_name)) IN (SELECT jsonb_array_elements_text(CAST(CAST(:folded AS text) AS jsonb))) AND user_name <> ''
    UNION
    SELECT user_name FROM sys_user WHERE user_name ~ '[^ -~]' AND user_name <> ''
)
SELECT account.sys_id, account.user_name
FROM near_name
CROSS JOIN sys_user AS account
WHERE account.user_name = near_name.user_name
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user' AND row_absent.sys_id = account.sys_id AND seen_until <= :fresh_from
    )
ORDER BY account.user_name, account.sys_id;

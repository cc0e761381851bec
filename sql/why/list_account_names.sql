-- Accounts that may be meant by names that have none, of which :folded is a list in JSON. lower() and trim() of SQLite know
-- A to Z and blanks alone: a name with anything else comes as well, to be compared by whoever asks. What the last whole load
-- did not have is gone.
WITH near_name AS MATERIALIZED (
    SELECT user_name FROM sys_user WHERE lower(trim(user_name)) IN (SELECT value FROM json_each(:folded)) AND user_name <> ''
    UNION
    SELECT user_name FROM sys_user WHERE user_name GLOB '*[^ -~]*' AND user_name <> ''
)
SELECT account.sys_id, account.user_name
FROM near_name
CROSS JOIN sys_user AS account
WHERE account.user_name = near_name.user_name
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user' AND row_absent.sys_id = account.sys_id AND seen_until <= :fresh_from
    )
ORDER BY account.user_name, account.sys_id;

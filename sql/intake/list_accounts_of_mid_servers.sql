-- The users of MID Servers with their accounts, the one that counts first. A row that the last whole load did not have and
-- that was last seen before what is fresh is gone.
WITH user_of_mid_server AS (
    SELECT value AS user_name
    FROM ecc_agent_config
    WHERE param_name = 'mid.instance.username' AND value <> ''
    UNION
    SELECT user_name FROM ecc_agent WHERE user_name <> ''
)
SELECT user_of_mid_server.user_name, account.sys_id AS account, account.active, account.locked_out
FROM user_of_mid_server
LEFT JOIN sys_user AS account
    ON account.user_name = user_of_mid_server.user_name
    AND NOT EXISTS (
        SELECT 1
        FROM row_absent
        WHERE row_absent.table_name = 'sys_user' AND row_absent.sys_id = account.sys_id AND row_absent.seen_until <= :fresh_from
    )
ORDER BY user_of_mid_server.user_name, account.active DESC NULLS LAST, account.sys_id;

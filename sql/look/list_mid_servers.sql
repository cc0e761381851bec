-- Each MID Server with the user it last logged in as, those it is configured with, and its related list. Where one of
-- those has no account of exactly its name: the accounts that differ only by capitals or blanks. lower() of SQLite folds
-- the letters A to Z alone.
WITH configured_user AS (
    SELECT DISTINCT ecc_agent AS mid_server, value AS user_name
    FROM ecc_agent_config
    WHERE param_name = 'mid.instance.username' AND value <> ''
),
users_of_mid_server AS (
    SELECT mid_server, string_agg(user_name, ', ' ORDER BY user_name) AS user_names
    FROM configured_user
    GROUP BY mid_server
),
unknown_user AS MATERIALIZED (
    SELECT DISTINCT user_name, lower(trim(user_name)) AS folded
    FROM configured_user
    WHERE NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = configured_user.user_name)
),
similar_account AS (
    -- All accounts are read once, and none where every name has its account.
    SELECT DISTINCT configured_user.mid_server, account.user_name
    FROM (SELECT 1 FROM unknown_user LIMIT 1) AS any_unknown_user
    CROSS JOIN sys_user AS account
    CROSS JOIN unknown_user
    JOIN configured_user ON configured_user.user_name = unknown_user.user_name
    WHERE account.user_name <> ''
        AND unknown_user.folded = lower(trim(account.user_name))
),
similar_of_mid_server AS (
    SELECT mid_server, string_agg(user_name, ', ' ORDER BY user_name) AS user_names
    FROM similar_account
    GROUP BY mid_server
),
issues_of_mid_server AS (
    SELECT mid_server_sys_id AS mid_server, count(*) AS open_issues
    FROM v_mid_server_issues
    GROUP BY mid_server_sys_id
)
SELECT
    agent.name AS mid_server,
    agent.status,
    agent.user_name AS logged_in_user,
    users_of_mid_server.user_names AS configured_users,
    similar_of_mid_server.user_names AS similar_account,
    coalesce(issues_of_mid_server.open_issues, 0) AS open_issues,
    agent.last_refreshed,
    agent.sys_domain,
    agent.sys_id
FROM ecc_agent AS agent
LEFT JOIN users_of_mid_server ON users_of_mid_server.mid_server = agent.sys_id
LEFT JOIN similar_of_mid_server ON similar_of_mid_server.mid_server = agent.sys_id
LEFT JOIN issues_of_mid_server ON issues_of_mid_server.mid_server = agent.sys_id
WHERE (
        agent.sys_id = :mid_server
        OR :mid_server IS NULL
        OR agent.name = :mid_server
        OR lower(agent.name) = lower(:mid_server)
    )
    AND (agent.status = :status OR :status IS NULL OR lower(agent.status) = lower(:status))
ORDER BY agent.name NULLS FIRST, agent.sys_id;

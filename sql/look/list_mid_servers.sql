-- Each MID Server with the user it last logged in as, those it is configured with, and its related list. Where one of
-- those has no account of exactly its name: the accounts that differ only by capitals or blanks. lower() of SQLite folds
-- the letters A to Z alone.
WITH chosen AS MATERIALIZED (
    -- What the last whole load did not have, and no fresh one before it, is gone.
    SELECT name, status, user_name, last_refreshed, sys_domain, sys_id
    FROM (
        SELECT
            name,
            CASE
                WHEN sys_id IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from) THEN 'gone'
                ELSE status
            END AS status,
            user_name,
            last_refreshed,
            sys_domain,
            sys_id
        FROM ecc_agent
        WHERE sys_id = :mid_server OR :mid_server IS NULL OR name = :mid_server OR lower(name) = lower(:mid_server)
    ) AS named
    WHERE status = :status OR :status IS NULL OR lower(status) = lower(:status)
),
-- CROSS JOIN is an order to SQLite: from the MID Servers that were asked for.
unknown_user AS MATERIALIZED (
    SELECT chosen.sys_id AS mid_server, lower(trim(config.value)) AS folded
    FROM chosen
    CROSS JOIN ecc_agent_config AS config
    WHERE config.ecc_agent = chosen.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
        AND NOT EXISTS (SELECT 1 FROM sys_user AS known WHERE known.user_name = config.value)
),
similar_account AS (
    SELECT DISTINCT unknown_user.mid_server, account.user_name
    FROM unknown_user
    CROSS JOIN sys_user AS account
    WHERE lower(trim(account.user_name)) = unknown_user.folded AND account.user_name <> ''
),
similar_of_mid_server AS (
    SELECT mid_server, string_agg(user_name, ', ' ORDER BY user_name) AS user_names
    FROM similar_account
    GROUP BY mid_server
)
SELECT
    chosen.name AS mid_server,
    chosen.status,
    chosen.user_name AS logged_in_user,
    (
        SELECT string_agg(user_name, ', ' ORDER BY user_name)
        FROM (
            SELECT DISTINCT config.value AS user_name
            FROM ecc_agent_config AS config
            WHERE config.ecc_agent = chosen.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
        ) AS configured
    ) AS configured_users,
    similar_of_mid_server.user_names AS similar_account,
    (
        SELECT count(*)
        FROM ecc_agent_issue AS issue
        WHERE issue.mid_server = chosen.sys_id AND issue.state <> 'resolved'
    ) + (
        SELECT count(*)
        FROM (
            SELECT DISTINCT config.value AS user_name
            FROM ecc_agent_config AS config
            WHERE config.ecc_agent = chosen.sys_id AND config.param_name = 'mid.instance.username' AND config.value <> ''
        ) AS configured
        CROSS JOIN ecc_agent_issue AS issue
        WHERE issue.user_name = configured.user_name AND issue.mid_server IS NULL AND issue.state <> 'resolved'
    ) AS open_issues,
    chosen.last_refreshed,
    chosen.sys_domain,
    chosen.sys_id
FROM chosen
LEFT JOIN similar_of_mid_server ON similar_of_mid_server.mid_server = chosen.sys_id
ORDER BY chosen.name NULLS FIRST, chosen.sys_id;

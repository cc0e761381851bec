-- Each MID Server with the user it last logged in as, those it is configured with, and its related list.
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
    coalesce(issues_of_mid_server.open_issues, 0) AS open_issues,
    agent.last_refreshed,
    agent.sys_domain,
    agent.sys_id
FROM ecc_agent AS agent
LEFT JOIN users_of_mid_server ON users_of_mid_server.mid_server = agent.sys_id
LEFT JOIN issues_of_mid_server ON issues_of_mid_server.mid_server = agent.sys_id
WHERE (
        agent.sys_id = :mid_server
        OR :mid_server IS NULL
        OR agent.name = :mid_server
        OR lower(agent.name) = lower(:mid_server)
    )
    AND (agent.status = :status OR :status IS NULL OR lower(agent.status) = lower(:status))
ORDER BY agent.name NULLS FIRST, agent.sys_id;

-- The related list of one MID Server, as v_mid_server_issues has it, but from who was asked for: its own open issues, and
-- the connectivity issues of the users it is configured with. An acknowledgement that is over counts no longer.
WITH chosen AS MATERIALIZED (
    SELECT sys_id, name
    FROM ecc_agent
    WHERE sys_id = :mid_server OR name = :mid_server OR lower(name) = lower(:mid_server)
),
-- CROSS JOIN is an order to SQLite: from the MID Server to its issues.
related_issue AS (
    SELECT chosen.name AS mid_server, issue.sys_id AS issue
    FROM chosen
    CROSS JOIN ecc_agent_issue AS issue
    WHERE issue.mid_server = chosen.sys_id AND issue.state <> 'resolved'
    UNION ALL
    SELECT DISTINCT chosen.name, issue.sys_id
    FROM chosen
    CROSS JOIN ecc_agent_config AS config
    CROSS JOIN ecc_agent_issue AS issue
    WHERE config.ecc_agent = chosen.sys_id
        AND config.param_name = 'mid.instance.username'
        AND issue.user_name = config.value
        AND issue.mid_server IS NULL
        AND issue.state <> 'resolved'
)
SELECT
    CASE
        WHEN issue.state = 'new' THEN 'New'
        WHEN nullif(issue.acknowledged_until, '') <= :now THEN 'New'
        ELSE 'Acknowledged'
    END AS state,
    issue.source,
    issue.message,
    issue.count,
    replace(issue.last_detected, ' ', 'T') || 'Z' AS last_detected,
    issue.sys_id
FROM related_issue
CROSS JOIN ecc_agent_issue AS issue
WHERE issue.sys_id = related_issue.issue
ORDER BY related_issue.mid_server NULLS FIRST, issue.source NULLS FIRST, issue.message NULLS FIRST, issue.sys_id;

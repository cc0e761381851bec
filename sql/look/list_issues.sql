WITH judged_issue AS (
    -- An acknowledgement that is over counts no longer.
    SELECT
        sys_id,
        CASE WHEN state = 'acknowledged' AND nullif(acknowledged_until, '') <= :now THEN 'new' ELSE state END AS state
    FROM ecc_agent_issue
)
SELECT
    CASE judged_issue.state WHEN 'new' THEN 'New' WHEN 'acknowledged' THEN 'Acknowledged' ELSE 'Resolved' END AS state,
    issue.source,
    coalesce(agent.name, issue.mid_server) AS mid_server,
    issue.message,
    issue.count,
    issue.last_detected,
    issue.resolved_on,
    issue.sys_domain,
    issue.sys_id,
    issue.unconfirmed,
    nullif(issue.acknowledged_until, '') AS acknowledged_until,
    issue.acknowledged_reason,
    issue.mid_server AS mid_server_sys_id,
    issue.user_name
FROM ecc_agent_issue AS issue
JOIN judged_issue ON judged_issue.sys_id = issue.sys_id
LEFT JOIN ecc_agent AS agent ON agent.sys_id = issue.mid_server
WHERE (judged_issue.state = :state OR :state IS NULL OR (:state = 'open' AND judged_issue.state <> 'resolved'))
    AND (issue.source = :source OR :source IS NULL)
    AND (
        issue.mid_server = :mid_server
        OR :mid_server IS NULL
        OR agent.name = :mid_server
        OR lower(agent.name) = lower(:mid_server)
    )
ORDER BY
    judged_issue.state = 'resolved',
    issue.last_detected DESC NULLS LAST,
    issue.source NULLS FIRST,
    agent.name NULLS FIRST,
    issue.message NULLS FIRST,
    issue.sys_id;

SELECT
    CASE issue.state WHEN 'new' THEN 'New' WHEN 'acknowledged' THEN 'Acknowledged' ELSE 'Resolved' END AS state,
    issue.source,
    coalesce(agent.name, issue.mid_server) AS mid_server,
    issue.message,
    issue.count,
    issue.last_detected,
    issue.resolved_on,
    issue.sys_domain,
    issue.sys_id,
    issue.unconfirmed
FROM ecc_agent_issue AS issue
LEFT JOIN ecc_agent AS agent ON agent.sys_id = issue.mid_server
WHERE (issue.state = :state OR :state IS NULL OR (:state = 'open' AND issue.state <> 'resolved'))
    AND (issue.source = :source OR :source IS NULL)
    AND (
        issue.mid_server = :mid_server
        OR :mid_server IS NULL
        OR agent.name = :mid_server
        OR lower(agent.name) = lower(:mid_server)
    )
ORDER BY
    issue.state = 'resolved',
    issue.last_detected DESC NULLS LAST,
    issue.source NULLS FIRST,
    agent.name NULLS FIRST,
    issue.message NULLS FIRST,
    issue.sys_id;

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
WHERE (:state IS NULL OR issue.state = :state OR (:state = 'open' AND issue.state <> 'resolved'))
    AND (:source IS NULL OR issue.source = :source)
    AND (:mid_server IS NULL OR issue.mid_server = :mid_server OR lower(agent.name) = lower(:mid_server))
ORDER BY issue.state = 'resolved', issue.last_detected DESC, issue.source, agent.name, issue.message, issue.sys_id;

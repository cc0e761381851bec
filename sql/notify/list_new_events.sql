SELECT
    event.sequence,
    event.event,
    event.subject,
    event.about,
    event.detail,
    event.happened_on,
    issue.mid_server,
    agent.name AS mid_server_name,
    issue.user_name,
    issue.source,
    issue.message,
    issue.state,
    issue.unconfirmed,
    issue.acknowledged_until
FROM outbox_event AS event
LEFT JOIN ecc_agent_issue AS issue ON issue.sys_id = event.about
LEFT JOIN ecc_agent AS agent ON agent.sys_id = issue.mid_server
WHERE event.seen_on IS NULL
ORDER BY event.sequence;

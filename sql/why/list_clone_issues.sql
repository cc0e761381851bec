SELECT mid_server, max(last_detected) AS last_detected
FROM ecc_agent_issue
WHERE source = 'InstanceClone' AND mid_server <> '' AND last_detected > :since
GROUP BY mid_server;

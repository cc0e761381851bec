SELECT mid_server, max(last_detected) AS last_detected
FROM (
    SELECT mid_server, last_detected
    FROM ecc_agent_issue
    WHERE source = 'InstanceClone' AND state = 'resolved' AND mid_server <> '' AND last_detected > :since
    UNION ALL
    SELECT mid_server, last_detected
    FROM ecc_agent_issue
    WHERE source = 'InstanceClone' AND state <> 'resolved' AND mid_server <> '' AND last_detected > :since
) AS detected
GROUP BY mid_server;

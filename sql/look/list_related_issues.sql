-- The related list of one MID Server. An acknowledgement that is over counts no longer.
SELECT
    CASE
        WHEN issue.state = 'acknowledged' AND nullif(issue.acknowledged_until, '') <= :now THEN 'New'
        ELSE related.state
    END AS state,
    related.source,
    related.message,
    related.count,
    related.last_detected,
    related.sys_id
FROM v_mid_server_issues AS related
JOIN ecc_agent_issue AS issue ON issue.sys_id = related.sys_id
WHERE related.mid_server = :mid_server
    OR lower(related.mid_server) = lower(:mid_server)
    OR related.mid_server_sys_id = :mid_server
ORDER BY
    related.mid_server NULLS FIRST, related.source NULLS FIRST, related.message NULLS FIRST, related.sys_id;

-- Of each MID Server with an open issue: whether a clone issue of it is not acknowledged, and whether any issue is. An
-- acknowledgement that is over counts no longer.
WITH open_issue AS (
    SELECT
        related.mid_server_sys_id AS mid_server,
        issue.source,
        CASE
            WHEN issue.state = 'acknowledged'
                AND (issue.acknowledged_until > :now OR coalesce(issue.acknowledged_until, '') = '') THEN 1
            ELSE 0
        END AS is_acknowledged
    FROM v_mid_server_issues AS related
    JOIN ecc_agent_issue AS issue ON issue.sys_id = related.sys_id
)
SELECT
    mid_server,
    max(CASE WHEN source = 'InstanceClone' AND is_acknowledged = 0 THEN 1 ELSE 0 END) AS has_new_clone_issue,
    max(is_acknowledged) AS is_acknowledged
FROM open_issue
GROUP BY mid_server
ORDER BY mid_server;

-- Of each MID Server with an open issue, its own or a connectivity issue of its users: whether a clone issue of it is not
-- acknowledged, and whether any issue is. An acknowledgement that is over counts no longer.
WITH open_issue AS (
    SELECT
        mid_server,
        user_name,
        source,
        CASE
            WHEN state = 'acknowledged' AND (acknowledged_until > :now OR coalesce(acknowledged_until, '') = '') THEN 1
            ELSE 0
        END AS is_acknowledged
    FROM ecc_agent_issue
    WHERE state <> 'resolved'
),
related_issue AS (
    SELECT mid_server, source, is_acknowledged FROM open_issue WHERE mid_server <> ''
    UNION ALL
    -- CROSS JOIN is an order to SQLite: from the issues to who is configured with their users.
    SELECT config.ecc_agent, open_issue.source, open_issue.is_acknowledged
    FROM open_issue
    CROSS JOIN ecc_agent_config AS config
    WHERE open_issue.mid_server IS NULL
        AND config.param_name = 'mid.instance.username'
        AND config.value = open_issue.user_name
        AND config.ecc_agent <> ''
)
SELECT
    mid_server,
    max(CASE WHEN source = 'InstanceClone' AND is_acknowledged = 0 THEN 1 ELSE 0 END) AS has_new_clone_issue,
    max(is_acknowledged) AS is_acknowledged
FROM related_issue
GROUP BY mid_server
ORDER BY mid_server;

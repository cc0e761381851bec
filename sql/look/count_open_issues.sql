-- Open issues by source and state. An acknowledgement that is over counts no longer.
WITH open_issue AS (
    SELECT
        source,
        CASE WHEN state = 'acknowledged' AND nullif(acknowledged_until, '') <= :now THEN 'new' ELSE state END AS state
    FROM ecc_agent_issue
    WHERE state <> 'resolved'
)
SELECT source, state, count(*) AS issues FROM open_issue GROUP BY source, state ORDER BY source NULLS FIRST, state;

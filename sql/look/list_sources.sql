-- Each source of issues, with how many are open, new and certain, and how many others.
SELECT
    source,
    count(CASE WHEN state <> 'resolved' AND unconfirmed IS NULL
        AND (state = 'new' OR (acknowledged_until <> '' AND acknowledged_until <= :now)) THEN 1 END) AS issues_new,
    count(CASE WHEN state = 'acknowledged'
        AND (acknowledged_until > :now OR coalesce(acknowledged_until, '') = '') THEN 1 END) AS issues_acknowledged,
    count(CASE WHEN state <> 'resolved' AND unconfirmed IS NOT NULL THEN 1 END) AS issues_unconfirmed
FROM ecc_agent_issue
WHERE source IS NOT NULL
GROUP BY source
ORDER BY source;

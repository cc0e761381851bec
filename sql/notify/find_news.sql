-- Whether there is anything to look at: most of the time there is not, and then nothing is written.
SELECT 1 AS found
WHERE EXISTS (SELECT 1 FROM outbox_event WHERE seen_on IS NULL)
    OR EXISTS (
        SELECT 1
        FROM ecc_agent_issue
        WHERE state = 'acknowledged' AND acknowledged_until <> '' AND acknowledged_until <= :now
    );

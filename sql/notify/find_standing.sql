-- How the subject stood when it was last looked at.
SELECT standing
FROM outbox_event
WHERE subject = :subject AND seen_on IS NOT NULL
ORDER BY sequence DESC
LIMIT 1;

-- What waits for it is told to it no more.
UPDATE outbox_receiver
SET acknowledged = coalesce((SELECT max(sequence) FROM outbox_message), acknowledged),
    failures = 0, last_error = NULL, next_attempt = NULL, claimed_by = NULL, claimed_on = NULL
WHERE name = :name;

UPDATE outbox_receiver
SET acknowledged = :sequence, acknowledged_on = :now, failures = 0, last_error = NULL, next_attempt = NULL,
    claimed_by = NULL, claimed_on = NULL
WHERE name = :name AND acknowledged < :sequence;

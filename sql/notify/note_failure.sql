UPDATE outbox_receiver
SET failures = failures + 1, last_error = :error, next_attempt = :next_attempt, claimed_by = NULL, claimed_on = NULL
WHERE name = :name AND claimed_by = :claimed_by;

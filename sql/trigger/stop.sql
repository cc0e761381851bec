-- Out of attempts: it stays here in Error, for somebody to look at and to retry.
UPDATE sys_trigger
SET state = -1,
    claimed_by = NULL,
    claimed_on = NULL,
    run = NULL,
    attempt = 0,
    error_count = error_count + 1,
    last_error = :error
WHERE sys_id = :trigger AND state = 1 AND run = :run;

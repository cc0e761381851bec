-- The occurrence gets another attempt.
UPDATE sys_trigger
SET state = 0,
    claimed_by = NULL,
    claimed_on = NULL,
    next_action = :next_action,
    attempt = CASE WHEN attempt > 0 THEN attempt - :forgiven ELSE 0 END,
    last_error = :error
WHERE sys_id = :trigger AND state = 1 AND run = :run;

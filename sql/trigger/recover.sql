-- Ready again, for its next occurrence.
UPDATE sys_trigger
SET state = 0, claimed_by = NULL, claimed_on = NULL, run = NULL, attempt = 0
WHERE sys_id = :trigger AND state = 1;

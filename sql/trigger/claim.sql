-- Takes the trigger if it still is what was seen: due, or asked for by hand, with the same attempts made.
UPDATE sys_trigger
SET state = 1, claimed_by = :runner, claimed_on = :now, attempt = attempt + 1, run = :run
WHERE sys_id = :trigger
    AND state <> 1
    AND attempt = :attempts
    AND coalesce(run, :run) = :run
    AND (:by_hand = 1 OR (state = 0 AND active = 1 AND next_action <= :now));

-- Takes the trigger if it still is what was seen: due, or asked for by hand.
UPDATE sys_trigger
SET state = 1,
    claimed_by = :runner,
    claimed_on = :now,
    attempt = attempt + 1,
    run = coalesce(run, :new_run)
WHERE sys_id = :trigger
    AND state <> 1
    AND (:by_hand = 1 OR (state = 0 AND active = 1 AND next_action <= :now))
RETURNING run, attempt;

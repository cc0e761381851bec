-- Takes the trigger if it still is what was seen: due, or asked for by hand, with the same attempts made. An attempt that shares
-- its commit with others is counted when it has ended: of a death nobody could say whose it was.
UPDATE sys_trigger
SET state = 1, claimed_by = :runner, claimed_on = :now, attempt = attempt + :counted, run = :run
WHERE sys_id = :trigger
    AND state <> 1
    AND attempt = :attempts
    AND coalesce(run, :run) = :run
    AND (:by_hand = 1 OR (state = 0 AND active = 1 AND next_action <= :now));

-- Changes no row when the trigger is not what was seen.
UPDATE sys_trigger SET next_action = :next_action WHERE sys_id = :trigger AND state = 0 AND next_action = :seen;

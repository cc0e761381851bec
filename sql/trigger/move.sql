-- All its due occurrences were skipped: on to the next.
UPDATE sys_trigger SET next_action = :next_action WHERE sys_id = :trigger AND state = 0;

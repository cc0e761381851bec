-- Out of Error, and due at once.
UPDATE sys_trigger SET state = 0, attempt = 0, run = NULL, next_action = :now WHERE name = :job AND (trigger_type = 0 OR trigger_type = 1) AND state = -1;

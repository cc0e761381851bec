UPDATE sys_trigger SET active = :active WHERE name = :job AND (trigger_type = 0 OR trigger_type = 1);

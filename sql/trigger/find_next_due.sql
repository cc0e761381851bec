SELECT min(next_action) AS next_action FROM sys_trigger WHERE state = 0 AND active = 1;

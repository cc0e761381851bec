SELECT 1 AS found FROM sys_trigger WHERE name = :job AND state = -1 LIMIT 1;

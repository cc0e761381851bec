SELECT count(*) > 0 AS triggers
FROM sys_trigger
WHERE (state = 1 OR run IS NOT NULL) AND name = :job AND state = 0 AND active = 1 AND run IS NOT NULL;

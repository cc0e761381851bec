SELECT sys_id, name, trigger_type, next_action, run, job_context, seen_load, job_file
FROM sys_trigger
WHERE name = :job AND state = 0 AND active = 1 AND run IS NULL
ORDER BY next_action, sys_id
LIMIT 1;

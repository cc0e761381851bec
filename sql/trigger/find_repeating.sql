SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
FROM sys_trigger
WHERE name = :job AND trigger_type = 1;

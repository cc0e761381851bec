SELECT sys_id, name, schedule, next_action, state, run, active, attempt, job_file, file_active
FROM sys_trigger
WHERE trigger_type = 1
ORDER BY name;

SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
FROM (
    SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
    FROM sys_trigger
    WHERE name = :job AND trigger_type = 0 AND state = 0 AND active = 1 AND run IS NULL
    UNION ALL
    SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
    FROM sys_trigger
    WHERE name = :job AND trigger_type = 1 AND state = 0 AND active = 1 AND run IS NULL
) AS ready
ORDER BY next_action, sys_id
LIMIT 1;

SELECT sys_id, name, trigger_type, next_action, run, job_context, attempt, claimed_by, claimed_on
FROM sys_trigger
WHERE state = 1
ORDER BY priority, next_action, sys_id;

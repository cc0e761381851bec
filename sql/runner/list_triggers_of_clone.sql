-- What a clone scheduled and has not run yet.
SELECT state, next_action
FROM sys_trigger
WHERE job_context = :clone AND trigger_type = 0
ORDER BY next_action, sys_id;

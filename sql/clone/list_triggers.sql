-- What a clone scheduled and still comes due.
SELECT name, next_action
FROM sys_trigger
WHERE job_context = :clone AND trigger_type = 0 AND state >= 0 AND active = 1
ORDER BY next_action, sys_id;

-- What it is about is no more. A run under way ends by itself.
DELETE FROM sys_trigger
WHERE job_context = :context AND trigger_type = 0 AND state <> 1
RETURNING sys_id, name, next_action, run;

-- The triggers of a job, the one that comes first in front.
SELECT sys_id, name, trigger_type, next_action, run, job_context, seen_load, job_file
FROM sys_trigger
WHERE name = :job
ORDER BY next_action, sys_id;

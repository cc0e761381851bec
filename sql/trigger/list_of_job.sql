-- The triggers of a job, the one that comes first in front. Each kind has its index.
SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
FROM (
    SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
    FROM sys_trigger
    WHERE name = :job AND trigger_type = 0
    UNION ALL
    SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
    FROM sys_trigger
    WHERE name = :job AND trigger_type = 1
) AS of_job
ORDER BY next_action, sys_id
LIMIT :limit;

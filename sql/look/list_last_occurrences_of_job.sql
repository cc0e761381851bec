-- The last occurrences of a job, the latest first.
SELECT outcome, due, started, finished, occurrences
FROM sys_trigger_run
WHERE job = :job
ORDER BY due DESC, sys_id DESC
LIMIT :limit;

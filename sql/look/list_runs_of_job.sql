-- The latest first. An outcome that is rare is looked for in all runs of the job.
SELECT job, outcome, due, started, finished, attempt, rows_changed, occurrences, coalesced_into, error, sys_id AS run
FROM sys_trigger_run
WHERE job = :job AND (outcome = :outcome OR :outcome IS NULL)
ORDER BY due DESC, coalesce(started, due) DESC, sys_id
LIMIT :limit;

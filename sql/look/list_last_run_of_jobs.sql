-- Of each job that has a trigger or a run on record the last run that ended, its last success, and what its repeating
-- trigger has counted. How long a run took is known to the millisecond where it is that trigger's.
WITH known_job AS (
    SELECT name FROM sys_trigger
    UNION
    SELECT job FROM sys_trigger_run
)
SELECT
    known_job.name AS job,
    last_run.due,
    last_run.started,
    last_run.finished,
    last_run.outcome,
    (SELECT max(run.finished) FROM sys_trigger_run AS run WHERE run.job = known_job.name AND run.outcome = 'ran') AS last_success,
    CASE WHEN last_run.trigger = repeating.sys_id AND last_run.outcome = 'ran' THEN repeating.processing_duration END
        AS processing_duration,
    repeating.run_count,
    repeating.error_count
FROM known_job
LEFT JOIN sys_trigger AS repeating ON repeating.name = known_job.name AND repeating.trigger_type = 1
LEFT JOIN sys_trigger_run AS last_run ON last_run.sys_id = (
    SELECT run.sys_id
    FROM sys_trigger_run AS run
    WHERE run.job = known_job.name AND run.started IS NOT NULL AND run.finished IS NOT NULL
    ORDER BY run.due DESC, run.sys_id DESC
    LIMIT 1
)
ORDER BY known_job.name;

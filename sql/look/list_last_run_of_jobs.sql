-- Of each job that has a trigger or a run on record the last run that ended, its last success, and what its repeating
-- trigger has counted. How long a run took is known to the millisecond where it is that trigger's.
WITH RECURSIVE job_once (name) AS (
    -- From each job to the next, whatever the number of its triggers or runs.
    SELECT min(name) FROM sys_trigger WHERE trigger_type = 0
    UNION ALL
    SELECT (SELECT min(next.name) FROM sys_trigger AS next WHERE next.trigger_type = 0 AND next.name > job_once.name)
    FROM job_once
    WHERE job_once.name IS NOT NULL
),
job_on_record (name) AS (
    SELECT min(job) FROM sys_trigger_run
    UNION ALL
    SELECT (SELECT min(next.job) FROM sys_trigger_run AS next WHERE next.job > job_on_record.name)
    FROM job_on_record
    WHERE job_on_record.name IS NOT NULL
),
known_job AS (
    SELECT name FROM sys_trigger WHERE trigger_type = 1 AND name >= ''
    UNION
    SELECT name FROM job_once WHERE name IS NOT NULL
    UNION
    SELECT name FROM job_on_record WHERE name IS NOT NULL
)
SELECT
    known_job.name AS job,
    last_run.due,
    last_run.started,
    last_run.finished,
    last_run.outcome,
    (
        SELECT max(run.finished)
        FROM sys_trigger_run AS run
        WHERE run.job = known_job.name AND run.finished IS NOT NULL AND run.outcome = 'ran'
    ) AS last_success,
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

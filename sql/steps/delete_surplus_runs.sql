-- Runs beyond the number that is kept of each job, its last success and its last failure apart. To find where the newest of a job
-- begin is to count them: that is done where those that the last purge counted, with those since, may be too many. A count
-- of the future is one from before the clock was set back.
DELETE FROM sys_trigger_run
WHERE sys_id IN (
    WITH RECURSIVE known_job (job) AS (
        SELECT min(job) FROM sys_trigger_run WHERE finished IS NOT NULL
        UNION ALL
        SELECT (
            SELECT min(run.job) FROM sys_trigger_run AS run WHERE run.finished IS NOT NULL AND run.job > known_job.job
        )
        FROM known_job
        WHERE known_job.job IS NOT NULL
    ),
    job_of_too_many (job) AS (
        SELECT known_job.job
        FROM known_job
        LEFT JOIN sys_trigger_run_count AS counted ON counted.job = known_job.job AND counted.counted_on <= :now
        WHERE known_job.job IS NOT NULL
            AND coalesce(counted.runs, 0) + (
                SELECT count(*)
                FROM sys_trigger_run AS run
                WHERE run.job = known_job.job AND run.finished IS NOT NULL AND run.finished >= coalesce(counted.counted_on, '')
            ) > :runs_of_each_job
    ),
    -- The first run that is beyond. MATERIALIZED: else SQLite asks for the last success again beside each run.
    bound AS MATERIALIZED (
        SELECT
            job,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = job_of_too_many.job AND run.finished IS NOT NULL
                ORDER BY run.finished DESC, run.outcome DESC, run.sys_id DESC
                LIMIT 1 OFFSET :runs_of_each_job
            ) AS newest,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = job_of_too_many.job AND run.finished IS NOT NULL AND run.outcome = 'ran'
                ORDER BY run.finished DESC, run.sys_id DESC
                LIMIT 1
            ) AS last_success,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = job_of_too_many.job AND (run.outcome = 'failed' OR run.outcome = 'abandoned')
                ORDER BY run.finished DESC, run.sys_id DESC
                LIMIT 1
            ) AS last_failure
        FROM job_of_too_many
    )
    SELECT run.sys_id
    FROM bound
    CROSS JOIN sys_trigger_run AS newest
    CROSS JOIN sys_trigger_run AS run
    WHERE newest.sys_id = bound.newest
        AND run.job = bound.job
        AND run.finished IS NOT NULL
        AND run.finished <= newest.finished
        AND (run.finished, run.outcome, run.sys_id) <= (newest.finished, newest.outcome, newest.sys_id)
        AND run.sys_id IS DISTINCT FROM bound.last_success
        AND run.sys_id IS DISTINCT FROM bound.last_failure
    LIMIT :part
);

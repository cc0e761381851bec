-- Runs beyond the number that is kept of each job, its last success and its last failure apart. What is read of each
-- job stands in the index: one seek to the job, one to where its newest runs begin.
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
    -- The first run that is beyond. MATERIALIZED: else SQLite asks for the last success again beside each run.
    bound AS MATERIALIZED (
        SELECT
            job,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = known_job.job AND run.finished IS NOT NULL
                ORDER BY run.finished DESC, run.outcome DESC, run.sys_id DESC
                LIMIT 1 OFFSET :runs_of_each_job
            ) AS newest,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = known_job.job AND run.finished IS NOT NULL AND run.outcome = 'ran'
                ORDER BY run.finished DESC, run.sys_id DESC
                LIMIT 1
            ) AS last_success,
            (
                SELECT run.sys_id
                FROM sys_trigger_run AS run
                WHERE run.job = known_job.job AND (run.outcome = 'failed' OR run.outcome = 'abandoned')
                ORDER BY run.finished DESC, run.sys_id DESC
                LIMIT 1
            ) AS last_failure
        FROM known_job
        WHERE job IS NOT NULL
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

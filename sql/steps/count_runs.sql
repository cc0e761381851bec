-- How many runs of each job there are at most, for the next purge: those that the last one counted and those that ended since, but
-- no more than are kept, as what was beyond is removed by now. Where no count holds, all are counted.
INSERT INTO sys_trigger_run_count (job, runs, counted_on)
WITH RECURSIVE known_job (job) AS (
    SELECT min(job) FROM sys_trigger_run WHERE finished IS NOT NULL
    UNION ALL
    SELECT (
        SELECT min(run.job) FROM sys_trigger_run AS run WHERE run.finished IS NOT NULL AND run.job > known_job.job
    )
    FROM known_job
    WHERE known_job.job IS NOT NULL
),
-- MATERIALIZED: else SQLite counts them twice.
at_most (job, runs) AS MATERIALIZED (
    SELECT
        known_job.job,
        coalesce(counted.runs, 0) + (
            SELECT count(*)
            FROM sys_trigger_run AS run
            WHERE run.job = known_job.job AND run.finished IS NOT NULL AND run.finished >= coalesce(counted.counted_on, '')
        )
    FROM known_job
    LEFT JOIN sys_trigger_run_count AS counted ON counted.job = known_job.job AND counted.counted_on <= :now
    WHERE known_job.job IS NOT NULL
)
SELECT job, CASE WHEN runs > :runs_of_each_job THEN :runs_of_each_job ELSE runs END, :now
FROM at_most
-- Without a condition SQLite takes ON for that of a join.
WHERE TRUE
ON CONFLICT (job) DO UPDATE SET runs = excluded.runs, counted_on = excluded.counted_on;

-- Runs whose fate was decided long ago, or that are more than so many of a job; but of each job the
-- last success and the last failure stay.
WITH decided_run AS (
    SELECT
        sys_id,
        outcome,
        finished,
        row_number() OVER (PARTITION BY job ORDER BY finished DESC, sys_id DESC) AS newest_of_job,
        row_number() OVER (
            PARTITION BY job, CASE outcome WHEN 'abandoned' THEN 'failed' ELSE outcome END
            ORDER BY finished DESC, sys_id DESC
        ) AS newest_of_outcome
    FROM sys_trigger_run
    WHERE outcome NOT IN ('running', 'retry')
)
DELETE FROM sys_trigger_run
WHERE sys_id IN (
    SELECT sys_id
    FROM decided_run
    WHERE (finished < :keep_runs OR newest_of_job > :runs_of_each_job)
        AND NOT (newest_of_outcome = 1 AND outcome IN ('ran', 'failed', 'abandoned'))
);

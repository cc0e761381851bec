-- Runs whose fate was decided long ago, or beyond the number that is kept of each job; but of each job the
-- last success and the last failure stay. A run without a fate goes when it is old and no trigger names it:
-- somebody deleted its trigger, and nothing will decide it any more.
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
)
OR (
    outcome IN ('running', 'retry')
    AND started < :keep_runs
    AND NOT EXISTS (SELECT 1 FROM sys_trigger AS owner WHERE owner.run = sys_trigger_run.sys_id)
);

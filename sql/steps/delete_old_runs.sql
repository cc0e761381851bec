-- Runs whose fate was decided long ago; but of each job the last success and the last failure stay. A run without a fate
-- goes when it is old and no trigger names it: somebody deleted its trigger, and nothing will decide it any more.
DELETE FROM sys_trigger_run
WHERE sys_id IN (
    SELECT run.sys_id
    FROM sys_trigger_run AS run
    WHERE coalesce(run.started, run.due) < :keep_runs
        AND CASE
            WHEN run.outcome IN ('running', 'retry') THEN
                run.started < :keep_runs
                AND NOT EXISTS (
                    SELECT 1
                    FROM sys_trigger AS owner
                    WHERE (owner.state = 1 OR owner.run IS NOT NULL) AND owner.run = run.sys_id
                )
            WHEN run.finished >= :keep_runs THEN FALSE
            WHEN run.outcome = 'ran' THEN EXISTS (
                SELECT 1
                FROM sys_trigger_run AS newer
                WHERE newer.job = run.job
                    AND newer.finished IS NOT NULL
                    AND (newer.finished > run.finished OR (newer.finished = run.finished AND newer.sys_id > run.sys_id))
                    AND newer.finished >= run.finished
                    AND newer.outcome = 'ran'
            )
            WHEN run.outcome IN ('failed', 'abandoned') THEN EXISTS (
                SELECT 1
                FROM sys_trigger_run AS newer
                WHERE newer.job = run.job
                    AND (newer.outcome = 'failed' OR newer.outcome = 'abandoned')
                    AND (newer.finished > run.finished OR (newer.finished = run.finished AND newer.sys_id > run.sys_id))
                    AND newer.finished >= run.finished
            )
            ELSE TRUE
        END
    ORDER BY coalesce(run.started, run.due)
    LIMIT :part
);

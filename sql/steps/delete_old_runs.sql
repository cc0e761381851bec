-- Runs whose fate was decided long ago; but of each job the last success and the last failure stay.
DELETE FROM sys_trigger_run
WHERE finished < :keep_runs
    AND outcome NOT IN ('running', 'retry')
    AND sys_id NOT IN (
        SELECT sys_id
        FROM (
            SELECT
                sys_id,
                row_number() OVER (
                    PARTITION BY job, outcome = 'ran'
                    ORDER BY finished DESC, sys_id DESC
                ) AS newest_first
            FROM sys_trigger_run
            WHERE outcome IN ('ran', 'failed', 'abandoned')
        ) AS decided
        WHERE newest_first = 1
    );

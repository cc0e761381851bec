-- Of each job its repeating trigger and the first of those that run once; every trigger in Error.
WITH RECURSIVE job_once (name) AS (
    SELECT min(name) FROM sys_trigger WHERE trigger_type = 0
    UNION ALL
    SELECT (SELECT min(next.name) FROM sys_trigger AS next WHERE next.trigger_type = 0 AND next.name > job_once.name)
    FROM job_once
    WHERE job_once.name IS NOT NULL
),
shown AS (
    -- A name is never empty: what is said of it leads SQLite to the index.
    SELECT sys_id FROM sys_trigger WHERE trigger_type = 1 AND name >= ''
    UNION ALL
    SELECT sys_id FROM sys_trigger WHERE state = -1 AND name >= ''
    UNION ALL
    SELECT once.sys_id
    FROM job_once
    CROSS JOIN sys_trigger AS once
    WHERE once.sys_id IN (
        SELECT first.sys_id
        FROM sys_trigger AS first
        WHERE first.trigger_type = 0 AND first.name = job_once.name
        ORDER BY first.next_action, first.sys_id
        LIMIT :of_each_job
    )
)
SELECT
    name AS job,
    CASE
        WHEN active = 0 THEN 'Paused'
        WHEN state = 0 THEN 'Ready'
        WHEN state = 1 THEN 'Running'
        WHEN state = 2 THEN 'Queued'
        ELSE 'Error'
    END AS state,
    next_action,
    schedule,
    last_error,
    trigger_type = 0 AND state <> -1 AS runs_once,
    nullif(
        (
            SELECT count(*)
            FROM sys_trigger_run AS run
            WHERE run.job = sys_trigger.name
                AND (run.outcome = 'failed' OR run.outcome = 'abandoned')
                AND run.finished > coalesce(
                    (
                        SELECT ran.finished
                        FROM sys_trigger_run AS ran
                        WHERE ran.job = sys_trigger.name AND ran.finished IS NOT NULL AND ran.outcome = 'ran'
                        ORDER BY ran.finished DESC
                        LIMIT 1
                    ),
                    ''
                )
        ),
        0
    ) AS failures,
    (
        SELECT min(run.finished)
        FROM sys_trigger_run AS run
        WHERE run.job = sys_trigger.name
            AND (run.outcome = 'failed' OR run.outcome = 'abandoned')
            AND run.finished > coalesce(
                (
                    SELECT ran.finished
                    FROM sys_trigger_run AS ran
                    WHERE ran.job = sys_trigger.name AND ran.finished IS NOT NULL AND ran.outcome = 'ran'
                    ORDER BY ran.finished DESC
                    LIMIT 1
                ),
                ''
            )
    ) AS failing_since
FROM sys_trigger
WHERE sys_id IN (SELECT sys_id FROM shown)
ORDER BY name, next_action, sys_id;

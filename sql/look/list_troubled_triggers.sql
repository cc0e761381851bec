-- What a monitor says of triggers by name: those in Error, overdue, or whose last occurrence failed.
SELECT job, state, is_overdue, next_action, last_outcome
FROM (
    SELECT
        name AS job,
        state,
        CASE WHEN state = 0 AND active = 1 AND next_action < :overdue THEN 1 ELSE 0 END AS is_overdue,
        next_action,
        CASE
            WHEN trigger_type = 1 AND active = 1 THEN (
                SELECT outcome
                FROM sys_trigger_run AS run
                WHERE run.job = sys_trigger.name AND outcome IN ('ran', 'failed', 'abandoned')
                ORDER BY due DESC, sys_id DESC
                LIMIT 1
            )
        END AS last_outcome
    FROM sys_trigger
) AS looked_at
WHERE state = -1 OR is_overdue = 1 OR last_outcome IN ('failed', 'abandoned')
ORDER BY job, next_action;

-- Triggers by job and state, and the first of them to come due.
SELECT
    name AS job,
    CASE
        WHEN active = 0 THEN 'Paused'
        WHEN state = 0 THEN 'Ready'
        WHEN state = 1 THEN 'Running'
        WHEN state = 2 THEN 'Queued'
        ELSE 'Error'
    END AS shown_state,
    count(*) AS triggers,
    min(next_action) AS next_action
FROM sys_trigger
GROUP BY name, shown_state
ORDER BY name, shown_state;

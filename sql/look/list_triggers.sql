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
    last_error
FROM sys_trigger
ORDER BY name, next_action, sys_id;

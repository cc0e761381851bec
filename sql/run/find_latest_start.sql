-- The latest attempt of all. What never started has its place by when it was due.
SELECT started
FROM sys_trigger_run
WHERE started IS NOT NULL
ORDER BY coalesce(started, due) DESC
LIMIT 1;

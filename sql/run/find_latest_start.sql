-- The latest attempt of all. What never started has its place by when that was decided.
SELECT started
FROM sys_trigger_run
WHERE started IS NOT NULL
ORDER BY coalesce(started, finished, due) DESC
LIMIT 1;

-- Runs that started later than now: the clock was ahead when they ran.
SELECT sys_id, job, started
FROM sys_trigger_run
WHERE started IS NOT NULL AND coalesce(started, due) > :ahead
ORDER BY coalesce(started, due) DESC, sys_id
LIMIT 3;

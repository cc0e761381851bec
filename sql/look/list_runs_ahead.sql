-- Runs that started later than now: the clock was ahead when they ran.
SELECT sys_id, job, started FROM sys_trigger_run WHERE started > :ahead ORDER BY started DESC LIMIT 3;

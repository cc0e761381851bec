-- Each purge counts anew: a job whose count is old has no runs any more.
DELETE FROM sys_trigger_run_count
WHERE job IN (SELECT job FROM sys_trigger_run_count WHERE counted_on < :keep_runs LIMIT :part);

-- What is due, in the order to run it. A trigger whose run was begun before goes behind the
-- others, so that one that kills its runner does not keep them waiting.
-- The last second of the calendar stands for never again.
SELECT sys_id, name, trigger_type, next_action, run, attempt, job_context, seen_load, job_file
FROM sys_trigger
WHERE state = 0 AND active = 1 AND next_action <= :now AND next_action < '9999-12-31 23:59:59'
ORDER BY (attempt > 0 OR run IS NOT NULL), priority, next_action, sys_id;

-- Whoever has a trigger, a run or a line in the log. It reads them all: only who named a job that nobody knows waits for it.
SELECT name FROM sys_trigger WHERE name <> ''
UNION
SELECT job AS name FROM sys_trigger_run WHERE job <> ''
UNION
SELECT source AS name FROM syslog WHERE source <> ''
ORDER BY name;

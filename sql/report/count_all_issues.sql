-- As count_issues.sql, for all open issues of the source. Without a list to look at, SQLite changes each as it finds it.
UPDATE OR FAIL ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE source = :source AND state <> 'resolved';

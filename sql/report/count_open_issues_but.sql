-- As count_open_issues.sql, but for a list of others (sys_ids, in JSON).
UPDATE OR FAIL ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE source = :source AND state <> 'resolved' AND sys_id NOT IN (SELECT value FROM json_each(:others));

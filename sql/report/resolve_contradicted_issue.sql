-- An issue that the rows contradict is over, unless this run found it all the same.
UPDATE ecc_agent_issue
SET state = 'resolved', resolved_on = :now, resolved_by = :job, sys_updated_on = :now
WHERE sys_id = :issue AND state <> 'resolved' AND run IS DISTINCT FROM :run;

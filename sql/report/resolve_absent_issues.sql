-- What this run did not find again is over.
UPDATE ecc_agent_issue
SET state = 'resolved', resolved_on = :now, resolved_by = :job, sys_updated_on = :now
WHERE source = :source AND state <> 'resolved' AND run IS DISTINCT FROM :run;

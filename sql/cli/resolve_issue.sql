UPDATE ecc_agent_issue
SET state = 'resolved', resolved_on = :now, resolved_by = :resolved_by, sys_updated_on = :now
WHERE sys_id = :issue AND state <> 'resolved';

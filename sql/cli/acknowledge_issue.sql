UPDATE ecc_agent_issue
SET state = 'acknowledged', sys_updated_on = :now
WHERE sys_id = :issue AND state = 'new';

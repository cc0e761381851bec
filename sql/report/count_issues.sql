-- Detected again, a list of sys_ids in JSON: each issue keeps its state, so Acknowledged stays.
UPDATE ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE sys_id IN (SELECT value FROM json_each(:issues)) AND state <> 'resolved';

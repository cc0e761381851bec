-- Detected again, a list of sys_ids in JSON: each issue keeps its state, so Acknowledged stays. A fault ends the run, so that
-- what the statement did before it (FAIL) need not be undone by itself, for which SQLite would copy every page first.
UPDATE OR FAIL ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE sys_id IN (SELECT value FROM json_each(:issues)) AND state <> 'resolved';

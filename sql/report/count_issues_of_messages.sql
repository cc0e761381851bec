-- Detected again, a list of messages in JSON: each issue keeps its state, so Acknowledged stays.
UPDATE ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE coalesce(mid_server, '') = ''
    AND source = :source
    AND message IN (SELECT value FROM json_each(:messages))
    AND state <> 'resolved'
RETURNING message, user_name, sys_domain, unconfirmed;

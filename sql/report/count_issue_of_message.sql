-- Detected again: the issue keeps its state, so Acknowledged stays.
UPDATE ecc_agent_issue
SET count = count + 1,
    last_detected = :now,
    user_name = :user_name,
    sys_domain = :sys_domain,
    unconfirmed = :unconfirmed,
    sys_updated_on = :now,
    run = :run
WHERE coalesce(mid_server, '') = '' AND source = :source AND message = :message AND state <> 'resolved';

-- What an issue that was detected again says besides its message, where that is not what it said before.
UPDATE ecc_agent_issue
SET user_name = :user_name, sys_domain = :sys_domain, unconfirmed = :unconfirmed
WHERE coalesce(mid_server, '') = '' AND source = :source AND message = :message AND state <> 'resolved';

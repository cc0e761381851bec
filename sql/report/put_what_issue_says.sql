-- What an issue that was detected again says, where that is not what it said before.
UPDATE ecc_agent_issue
SET message = :message, user_name = :user_name, sys_domain = :sys_domain, unconfirmed = :unconfirmed
WHERE sys_id = :issue AND state <> 'resolved';

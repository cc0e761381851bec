-- The open issues of a source: whoever finds again what one says counts it.
SELECT sys_id, mid_server, user_name, message, sys_domain, unconfirmed
FROM ecc_agent_issue
WHERE source = :source AND state <> 'resolved';

-- The open issues about users, in no order: nearly all are passed over.
SELECT sys_id, user_name, message
FROM ecc_agent_issue
WHERE source = :source AND state <> 'resolved' AND user_name <> '' AND message <> '';

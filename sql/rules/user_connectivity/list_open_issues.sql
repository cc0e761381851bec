-- The open issues about users.
SELECT sys_id, user_name, message
FROM ecc_agent_issue
WHERE source = :source AND state <> 'resolved' AND user_name <> '' AND message <> ''
ORDER BY sys_id;

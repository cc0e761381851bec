-- The open issues about users that this run did not find.
SELECT sys_id, user_name, message
FROM ecc_agent_issue
WHERE source = :source AND state <> 'resolved' AND user_name <> '' AND message <> '' AND run IS DISTINCT FROM :run;

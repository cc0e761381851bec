SELECT count(*) AS issues
FROM ecc_agent_issue
WHERE source = 'MIDUserConnectivity' AND user_name = :user_name AND state <> 'resolved';

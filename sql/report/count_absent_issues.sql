SELECT count(*) AS issues
FROM ecc_agent_issue
WHERE source = :source AND state <> 'resolved' AND run IS DISTINCT FROM :run;

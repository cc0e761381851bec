-- How many issues of each MID Server are open, and of each user those of no MID Server.
SELECT mid_server, user_name, count(*) AS open_issues
FROM ecc_agent_issue
WHERE state <> 'resolved'
GROUP BY mid_server, user_name;

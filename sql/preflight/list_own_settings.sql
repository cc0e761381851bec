-- As whom midjobs asks the instance.
SELECT name, value FROM job_setting WHERE job = 'PullInstance' AND name IN ('user', 'client_id') AND value <> '';

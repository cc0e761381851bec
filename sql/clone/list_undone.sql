-- Clones that are none, cancelled, rolled back or in error, and still have checks to come.
SELECT DISTINCT clone.sys_id, clone.completed, clone.state
FROM clone_instance AS clone
JOIN sys_trigger AS checks ON checks.job_context = clone.sys_id AND checks.trigger_type = 0 AND checks.state <> 1
WHERE lower(clone.state) LIKE '%cancel%' OR lower(clone.state) LIKE '%rolled%back%' OR lower(clone.state) LIKE '%error%'
ORDER BY clone.completed, clone.sys_id;

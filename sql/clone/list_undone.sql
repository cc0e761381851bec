-- Clones that are none and still have checks to come.
SELECT DISTINCT clone.sys_id, clone.completed, clone.state
FROM v_clones AS clone
JOIN sys_trigger AS checks ON checks.job_context = clone.sys_id AND checks.trigger_type = 0 AND checks.state <> 1
WHERE clone.stands = 'undone'
ORDER BY clone.completed NULLS FIRST, clone.sys_id;

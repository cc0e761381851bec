SELECT
    running.sys_id,
    running.name,
    running.trigger_type,
    running.next_action,
    running.run,
    running.job_context,
    running.seen_load,
    running.job_file,
    running.attempt,
    running.claimed_by,
    run.origin,
    run.due
FROM sys_trigger AS running
LEFT JOIN sys_trigger_run AS run ON run.sys_id = running.run
WHERE (running.state = 1 OR running.run IS NOT NULL) AND running.state = 1
ORDER BY running.priority, running.next_action, running.sys_id;

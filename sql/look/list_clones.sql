-- Every clone, the latest first, with what it still has to come.
SELECT
    clone.completed,
    clone.source_instance AS source,
    clone.target_instance AS target,
    clone.stands,
    clone.state,
    count(checks.sys_id) AS checks_to_come,
    clone.waiting_check,
    clone.sys_id
FROM v_clones AS clone
LEFT JOIN sys_trigger AS checks ON checks.job_context = clone.sys_id AND checks.trigger_type = 0
GROUP BY
    clone.completed, clone.source_instance, clone.target_instance, clone.stands, clone.state, clone.waiting_check, clone.sys_id
ORDER BY clone.completed DESC NULLS LAST, clone.sys_id;

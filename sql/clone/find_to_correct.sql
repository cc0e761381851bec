-- The latest clone of these instances that completed within a day of that time, but not at it: recorded before it was
-- known when. Where nobody named the time, only one whose checks are to come: the next clone may follow within a day.
SELECT sys_id, completed
FROM v_clones AS clone
WHERE lower(source_instance) = lower(:source)
    AND lower(target_instance) = lower(:target)
    AND stands = 'completed'
    AND completed > :after
    AND completed < :before
    AND completed <> :completed
    AND (
        :named = 1
        OR EXISTS (
            SELECT 1 FROM sys_trigger AS checks WHERE checks.job_context = clone.sys_id AND checks.trigger_type = 0
        )
    )
ORDER BY completed DESC, sys_id
LIMIT 1;

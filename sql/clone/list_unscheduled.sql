-- Clones that completed lately and whose checks nobody scheduled, under this sys_id or another.
SELECT sys_id, target_instance, completed
FROM v_clones AS clone
WHERE stands = 'completed' AND completed > :since AND completed <= :now AND scheduled_on IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM clone_instance AS same
        WHERE same.completed = clone.completed AND same.scheduled_on IS NOT NULL
    )
ORDER BY completed, sys_id;

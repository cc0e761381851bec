-- Clones that completed lately and whose checks nobody scheduled, under this sys_id or another. A state that says that it
-- did not complete, or was taken back, comes before its time.
SELECT sys_id, target_instance, completed
FROM clone_instance AS clone
WHERE completed > :since AND completed <= :now AND scheduled_on IS NULL
    AND lower(coalesce(state, '')) NOT IN ('draft', 'requested', 'scheduled', 'active', 'hold', 'in_progress', 'in progress')
    AND lower(coalesce(state, '')) NOT LIKE '%cancel%'
    AND lower(coalesce(state, '')) NOT LIKE '%roll%'
    AND lower(coalesce(state, '')) NOT LIKE '%error%'
    AND lower(coalesce(state, '')) NOT LIKE '%fail%'
    AND NOT EXISTS (
        SELECT 1 FROM clone_instance AS same
        WHERE same.completed = clone.completed AND same.scheduled_on IS NOT NULL
    )
ORDER BY completed, sys_id;

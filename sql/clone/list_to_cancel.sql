-- The clones that are meant: all, the latest first, where none is named.
SELECT sys_id, completed
FROM v_clones
WHERE stands = 'completed'
    AND (completed = :time OR substr(sys_id, 1, length(:which)) = lower(:which) OR :which IS NULL)
ORDER BY completed DESC, sys_id;

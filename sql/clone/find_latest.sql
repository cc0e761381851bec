-- The latest clone that is one: not cancelled, rolled back or in error.
SELECT sys_id, completed
FROM clone_instance
WHERE completed <> ''
    AND lower(coalesce(state, '')) NOT LIKE '%cancel%'
    AND lower(coalesce(state, '')) NOT LIKE '%rolled%back%'
    AND lower(coalesce(state, '')) NOT LIKE '%error%'
ORDER BY completed DESC, sys_id
LIMIT 1;

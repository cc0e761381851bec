-- The latest clone, where a check of it waits for rows and was not made again yet.
SELECT sys_id, completed, waiting_check
FROM v_clones
WHERE waiting_check IS NOT NULL
    AND checked_again_on IS NULL
    AND stands = 'completed'
    AND completed = (SELECT max(completed) FROM v_clones WHERE stands = 'completed')
ORDER BY sys_id
LIMIT 1;

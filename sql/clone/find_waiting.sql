-- The latest clone, where a check of it waits for rows and was not made again yet.
SELECT sys_id, completed, waiting_check
FROM clone_instance
WHERE waiting_check IS NOT NULL
    AND checked_again_on IS NULL
    AND completed = (SELECT max(completed) FROM clone_instance)
ORDER BY sys_id
LIMIT 1;

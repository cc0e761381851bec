-- The clone that completed at that moment: an instance cannot complete two in one second.
SELECT sys_id, scheduled_on FROM clone_instance WHERE completed = :completed ORDER BY scheduled_on IS NULL, sys_id LIMIT 1;

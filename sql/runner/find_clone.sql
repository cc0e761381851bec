-- The clone that completed at that moment: an instance cannot complete two in one second.
SELECT sys_id FROM clone_instance WHERE completed = :completed ORDER BY sys_id LIMIT 1;

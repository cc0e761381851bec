UPDATE clone_instance
SET completed = :completed, scheduled_on = NULL, waiting_check = NULL, checked_again_on = NULL
WHERE sys_id = :clone;

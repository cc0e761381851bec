UPDATE clone_instance SET scheduled_on = :now WHERE sys_id = :clone;

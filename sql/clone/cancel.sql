UPDATE clone_instance SET state = 'cancelled', waiting_check = NULL WHERE sys_id = :clone;

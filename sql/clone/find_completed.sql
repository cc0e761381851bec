SELECT completed FROM clone_instance WHERE sys_id = :clone;

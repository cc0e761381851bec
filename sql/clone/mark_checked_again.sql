UPDATE clone_instance SET checked_again_on = :now WHERE sys_id = :clone;

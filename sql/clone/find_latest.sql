SELECT sys_id, completed FROM clone_instance WHERE completed <> '' ORDER BY completed DESC, sys_id LIMIT 1;

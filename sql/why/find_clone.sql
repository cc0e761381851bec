SELECT source_instance, target_instance FROM v_clones WHERE completed = :completed AND stands = 'completed' ORDER BY sys_id LIMIT 1;

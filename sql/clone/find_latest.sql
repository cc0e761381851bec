SELECT sys_id, completed FROM v_clones WHERE stands = 'completed' ORDER BY completed DESC, sys_id LIMIT 1;

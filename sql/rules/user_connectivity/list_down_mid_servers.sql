SELECT sys_id, name FROM ecc_agent WHERE status = 'Down' ORDER BY name NULLS FIRST, sys_id;

SELECT sys_id, name FROM ecc_agent WHERE status = 'Down' ORDER BY name, sys_id;

SELECT sys_id, name, status, user_name, version FROM ecc_agent ORDER BY name NULLS FIRST, sys_id;

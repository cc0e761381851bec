-- A list of sys_ids in JSON.
DELETE FROM {table} WHERE sys_id IN (SELECT value FROM json_each(:sys_ids));

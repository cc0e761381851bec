SELECT sys_id, name, value FROM sys_properties ORDER BY sys_id;

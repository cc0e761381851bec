SELECT sys_id, name FROM sys_user_role WHERE name <> '' ORDER BY sys_id;

SELECT role, contains FROM sys_user_role_contains WHERE role <> '' AND contains <> '' ORDER BY sys_id;

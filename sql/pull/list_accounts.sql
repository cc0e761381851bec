SELECT user_name, sys_id FROM sys_user WHERE user_name <> '';

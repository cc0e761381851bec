SELECT sys_id, active, locked_out FROM sys_user WHERE user_name = :user_name ORDER BY sys_id;

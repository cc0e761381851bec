-- Read once, and only where some user has no account of exactly its name.
SELECT sys_id, user_name FROM sys_user WHERE user_name <> '';

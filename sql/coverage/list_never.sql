SELECT table_name, reason, sys_created_on FROM table_never ORDER BY table_name;

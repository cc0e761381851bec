INSERT INTO table_never (table_name, reason, sys_created_on)
VALUES (:table, :reason, :now)
ON CONFLICT (table_name) DO UPDATE SET reason = excluded.reason, sys_created_on = excluded.sys_created_on;

-- {table} is filled in from the list of tables.
SELECT sys_id FROM {table} ORDER BY sys_id;

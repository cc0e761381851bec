-- {table} is filled in from the list of tables.
SELECT sys_id FROM {table} LIMIT 1;

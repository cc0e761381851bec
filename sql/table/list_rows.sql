SELECT {columns} FROM {table} ORDER BY sys_id;

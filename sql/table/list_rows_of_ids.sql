-- Those of many rows that there are. {table}, the names of its columns and a parameter for each sys_id are filled in.
SELECT {columns} FROM {table} WHERE sys_id IN ({parameters});

-- {table} and the names of its columns are filled in from the schema.
SELECT {columns} FROM {table} WHERE sys_id = :sys_id;

DELETE FROM {table} WHERE sys_id = :sys_id;

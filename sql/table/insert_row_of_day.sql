-- As insert_row.sql, where the rows of each day have an index of their own, and none is over all.
INSERT INTO {table} ({columns})
SELECT {parameters} WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE sys_id = :sys_id);

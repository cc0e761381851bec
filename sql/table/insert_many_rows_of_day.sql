-- As insert_many_rows.sql, for rows whose sys_ids were looked for.
INSERT INTO {table} ({columns}) VALUES ({parameters})
ON CONFLICT DO NOTHING;

-- Changes nothing where there is a row of that sys_id. {table} and the names of its columns are filled in from the schema.
INSERT INTO {table} ({columns}) VALUES ({parameters})
ON CONFLICT (sys_id) DO NOTHING;

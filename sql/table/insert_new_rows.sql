-- Rows of which none has the sys_id of another, into a table without indexes: {parameters} is filled in with those of each.
INSERT INTO {table} ({columns}) VALUES ({parameters});

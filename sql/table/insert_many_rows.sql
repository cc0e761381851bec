-- As insert_row.sql, for many rows: {parameters} is filled in with those of each. A fault ends the load, so that what the
-- statement did before it (FAIL) need not be undone by itself, for which SQLite would copy every page first.
INSERT OR FAIL INTO {table} ({columns}) VALUES ({parameters})
ON CONFLICT (sys_id) DO NOTHING;

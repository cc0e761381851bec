-- An update is an update, so that the business rule sees the status change.
INSERT INTO {table} ({columns}) VALUES ({parameters})
ON CONFLICT (sys_id) DO UPDATE SET {assignments};

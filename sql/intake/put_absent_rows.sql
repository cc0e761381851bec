-- A list of sys_ids in JSON. A row that an earlier load missed already was seen last before that one.
INSERT INTO row_absent (table_name, sys_id, seen_until)
SELECT :table_name, value, (SELECT max(extracted_on) FROM load_coverage WHERE table_name = :table_name)
FROM json_each(:sys_ids)
-- Without a condition SQLite takes ON for that of a join.
WHERE TRUE
ON CONFLICT (table_name, sys_id) DO NOTHING;

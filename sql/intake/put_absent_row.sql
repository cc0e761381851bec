-- A row that an earlier load missed already was seen last before that one.
INSERT INTO row_absent (table_name, sys_id, seen_until)
VALUES (:table_name, :sys_id, (SELECT max(extracted_on) FROM load_coverage WHERE table_name = :table_name))
ON CONFLICT (table_name, sys_id) DO NOTHING;

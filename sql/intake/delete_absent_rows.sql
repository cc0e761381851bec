-- Those of a list of sys_ids in JSON, or all of the table.
DELETE FROM row_absent
WHERE table_name = :table_name AND (sys_id IN (SELECT value FROM json_each(:sys_ids)) OR :sys_ids IS NULL);

DELETE FROM row_absent WHERE table_name = :table_name AND (sys_id = :sys_id OR :sys_id IS NULL);

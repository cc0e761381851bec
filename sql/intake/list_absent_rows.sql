SELECT sys_id FROM row_absent WHERE table_name = :table_name;

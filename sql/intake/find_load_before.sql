-- The load of accounts or of their roles before those of this time.
SELECT max(extracted_on) AS extracted_on
FROM load_coverage
WHERE table_name IN ('sys_user', 'sys_user_has_role') AND loaded_on < :now;

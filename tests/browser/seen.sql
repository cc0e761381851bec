-- Every table was loaded whole, the day before and five minutes before 2026-03-01 22:00:00.
WITH load (at) AS (VALUES ('2026-02-28 12:00:00'), ('2026-03-01 21:55:00'))
INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, column_names)
SELECT
    of_instance.name,
    'pull',
    'dev12345',
    load.at,
    load.at,
    1,
    (SELECT group_concat(name, char(10)) FROM pragma_table_info(of_instance.name))
FROM load
CROSS JOIN (
    SELECT 'ecc_agent' AS name
    UNION ALL SELECT 'ecc_agent_config'
    UNION ALL SELECT 'sys_user'
    UNION ALL SELECT 'sys_user_role'
    UNION ALL SELECT 'sys_user_has_role'
    UNION ALL SELECT 'sys_user_role_contains'
    UNION ALL SELECT 'sysevent'
) AS of_instance
ORDER BY load.at;

-- The last load of each table.
SELECT table_name, origin, place, loaded_on, extracted_on, row_count, announced, oldest, newest, gap, column_names, asked, begins
FROM load_coverage
WHERE sequence IN (SELECT max(sequence) FROM load_coverage GROUP BY table_name)
ORDER BY table_name;

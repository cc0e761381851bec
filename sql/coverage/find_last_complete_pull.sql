-- The last pull that brought every login event that it asked for.
SELECT table_name, origin, place, loaded_on, extracted_on, row_count, announced, oldest, newest, gap, column_names, asked, begins
FROM load_coverage
WHERE table_name = 'sysevent' AND origin = 'pull' AND place = :place AND gap IS NULL
ORDER BY loaded_on DESC, sequence DESC
LIMIT 1;

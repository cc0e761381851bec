-- The last pull that brought every login event there was.
SELECT loaded_on
FROM load_coverage
WHERE table_name = 'sysevent' AND origin = 'pull' AND place = :place AND gap IS NULL
ORDER BY loaded_on DESC
LIMIT 1;

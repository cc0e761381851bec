-- Tables, indexes and views of the schema, and triggers on its tables.
SELECT relname AS name FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)
UNION ALL
SELECT tgname
FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = CAST(current_schema() AS regnamespace) AND NOT tgisinternal;

-- The functions that have no effect beside their value: SQLITE_INNOCUOUS.
SELECT DISTINCT lower(name) AS name FROM pragma_function_list WHERE flags & 2097152;

-- The rows of a table in the order of its key, with names from the schema.
SELECT {columns} FROM {table} ORDER BY {key};

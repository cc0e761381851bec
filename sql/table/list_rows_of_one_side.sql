-- Rows of {table} in {here} that {there} does not have.
SELECT {columns}
FROM {here}.{table} AS here
WHERE NOT EXISTS (SELECT 1 FROM {there}.{table} AS there WHERE {same_row})
ORDER BY {key};

-- Rows of {table} that differ: their key, the values before, the values now.
SELECT {key}, {old}, {new}
FROM before.{table} AS here
JOIN main.{table} AS there ON {same_row}
WHERE ({old}) IS NOT ({new})
ORDER BY {key};

-- The column by whose days the rows of a table lie apart; no row where they do not.
SELECT a.attname AS name
FROM pg_partitioned_table AS p
JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
WHERE p.partrelid = to_regclass(quote_ident(CAST(:table AS text)));

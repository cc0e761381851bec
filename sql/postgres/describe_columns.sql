-- What the schema itself says of a table: its columns in order, and for those of its key their place in it. Where
-- rows lie in parts, the key is that of each.
SELECT
    a.attname AS name,
    format_type(a.atttypid, NULL) AS type,
    a.attnotnull AS not_null,
    pg_get_expr(d.adbin, d.adrelid) AS default_value,
    coalesce(array_position(CAST(i.indkey AS smallint[]), a.attnum) + 1, 0) AS pk
FROM pg_attribute AS a
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_partitioned_table AS p ON p.partrelid = a.attrelid
LEFT JOIN pg_index AS i ON i.indrelid = coalesce(p.partdefid, a.attrelid) AND i.indisprimary
WHERE a.attrelid = to_regclass(quote_ident(CAST(:table AS text))) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;

-- What the schema itself says of a table: the one place that knows its columns.
SELECT name, type, "notnull" AS not_null, dflt_value FROM pragma_table_info(:table) ORDER BY cid;

-- The tables, without SQLite's own and those that another table keeps: how many columns, and whether rows have ids.
SELECT name, ncol AS columns, wr AS without_row_ids
FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*';

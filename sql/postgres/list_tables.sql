-- The tables of the schema, and how many of their rows this transaction wrote so far.
SELECT c.relname AS name, coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0) AS written
FROM pg_class AS c
LEFT JOIN pg_stat_xact_user_tables AS s ON s.relid = c.oid
WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p')
ORDER BY c.relname;

-- The tables of the schema, and how many of their rows this transaction wrote so far; what lies in a part of one is in it.
SELECT c.relname AS name, CAST(coalesce(sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del), 0) AS bigint) AS written
FROM pg_class AS c
LEFT JOIN pg_inherits AS i ON i.inhparent = c.oid
LEFT JOIN pg_stat_xact_user_tables AS s ON s.relid IN (c.oid, i.inhrelid)
WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname
ORDER BY c.relname;

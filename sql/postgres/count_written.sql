-- The rows that this transaction wrote so far, whoever set it off.
SELECT CAST(coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) AS bigint) AS written
FROM pg_stat_xact_user_tables
WHERE schemaname = current_schema();

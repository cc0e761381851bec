SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS bigint) AS bytes
FROM pg_class
WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p');

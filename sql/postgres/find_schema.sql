-- Whether the schema is there, is one of midjobs, and has anything in it.
SELECT
    EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = :schema) AS is_there,
    to_regclass('"' || :schema || '".midjobs_schema') IS NOT NULL AS is_ours,
    EXISTS (
        SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = :schema
    ) AS has_any;

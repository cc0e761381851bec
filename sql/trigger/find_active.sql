-- Whether any trigger of the job comes due; no row where it has none. It looks for one of each kind, however many there are.
SELECT
    CASE
        WHEN EXISTS (SELECT 1 FROM sys_trigger WHERE name = :job AND trigger_type = 0 AND active = 1)
            OR EXISTS (SELECT 1 FROM sys_trigger WHERE name = :job AND trigger_type = 1 AND active = 1)
            THEN 1
        ELSE 0
    END AS active
WHERE EXISTS (SELECT 1 FROM sys_trigger WHERE name = :job AND trigger_type = 0)
    OR EXISTS (SELECT 1 FROM sys_trigger WHERE name = :job AND trigger_type = 1);

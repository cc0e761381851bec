-- Whether any trigger of the job comes due; no row where it has none.
SELECT max(active) AS active FROM sys_trigger WHERE name = :job AND (trigger_type = 0 OR trigger_type = 1) HAVING count(*) > 0;

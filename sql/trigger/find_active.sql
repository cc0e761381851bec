-- Whether any trigger of the job comes due; no row where it has none.
SELECT max(active) AS active FROM sys_trigger WHERE name = :job HAVING count(*) > 0;

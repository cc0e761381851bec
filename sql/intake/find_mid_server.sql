-- The rows that a name may mean.
SELECT sys_id, 1 AS by_name FROM ecc_agent WHERE name = :name;

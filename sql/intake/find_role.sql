-- Two rows are enough to know that a name is not unique.
SELECT sys_id, 1 AS by_name FROM sys_user_role WHERE name = :name LIMIT 2;

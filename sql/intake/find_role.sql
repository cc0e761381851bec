-- The rows that a name may mean.
SELECT sys_id, 1 AS by_name FROM sys_user_role WHERE name = :name;

-- The rows that a name may mean. Lists show a user's full name, so whoever is called so may be meant as well.
SELECT sys_id, 1 AS by_name FROM sys_user WHERE user_name = :name
UNION ALL
SELECT sys_id, 0 FROM sys_user WHERE name = :name AND user_name IS DISTINCT FROM :name;

-- Two rows are enough to know that a name is not unique. Lists show a user's full name, so whoever is called so may be
-- meant as well.
SELECT sys_id, 1 AS by_name FROM sys_user WHERE user_name = :name
UNION ALL
SELECT sys_id, 0 FROM sys_user WHERE name = :name AND user_name IS DISTINCT FROM :name
LIMIT 2;

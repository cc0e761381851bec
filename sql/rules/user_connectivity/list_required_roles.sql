-- mid_server and every role that it contains, through others too. UNION ends where roles contain each other.
WITH RECURSIVE required (role) AS (
    SELECT sys_id FROM sys_user_role WHERE name = 'mid_server'
    UNION
    SELECT contained.contains
    FROM sys_user_role_contains AS contained
    JOIN required ON required.role = contained.role
    WHERE contained.contains <> ''
)
SELECT DISTINCT coalesce(role.name, required.role) AS role
FROM required
LEFT JOIN sys_user_role AS role ON role.sys_id = required.role
ORDER BY 1;

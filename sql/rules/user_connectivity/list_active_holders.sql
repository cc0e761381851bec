-- Every active account that holds the role, a row each, in no order. An inherited role is held like any other; a state that is
-- not stored takes nothing away. sys_user_active has all that is asked for; left alone, SQLite goes by the key, which says
-- that it is one row, and reads the table for each.
SELECT account.user_name, account.sys_domain
FROM sys_user_role AS role
CROSS JOIN sys_user_has_role AS held
CROSS JOIN sys_user AS account INDEXED BY sys_user_active
WHERE role.name = 'mid_server'
    AND held.role = role.sys_id
    AND (held.state = 'active' OR held.state IS NULL OR held.state = '' OR lower(held.state) = 'active')
    AND account.sys_id = held.user
    AND account.active = 1
    AND account.user_name <> '';

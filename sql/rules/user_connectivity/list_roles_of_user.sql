-- The roles that each account of that name holds, inherited or not; by sys_id where the role itself is gone.
SELECT DISTINCT account.sys_id AS account, coalesce(role.name, held.role) AS role
FROM sys_user AS account
JOIN sys_user_has_role AS held ON held.user = account.sys_id
LEFT JOIN sys_user_role AS role ON role.sys_id = held.role
WHERE account.user_name = :user_name
    AND held.role <> ''
    AND coalesce(nullif(lower(held.state), ''), 'active') = 'active'
ORDER BY 1, 2;

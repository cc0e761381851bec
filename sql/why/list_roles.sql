SELECT sys_id, name
FROM sys_user_role
WHERE name <> ''
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user_role' AND row_absent.sys_id = sys_user_role.sys_id AND seen_until <= :fresh_from
    )
ORDER BY sys_id;

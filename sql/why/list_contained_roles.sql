SELECT sys_id, role, contains
FROM sys_user_role_contains
WHERE role <> '' AND contains <> ''
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user_role_contains' AND row_absent.sys_id = sys_user_role_contains.sys_id AND seen_until <= :fresh_from
    )
ORDER BY sys_id;

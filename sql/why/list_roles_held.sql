-- The roles of the accounts in a list in JSON.
SELECT sys_id, "user" AS account, role, state
FROM sys_user_has_role
WHERE "user" IN (SELECT value FROM json_each(:accounts))
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user_has_role' AND row_absent.sys_id = sys_user_has_role.sys_id AND seen_until <= :fresh_from
    )
ORDER BY role NULLS FIRST, sys_id;

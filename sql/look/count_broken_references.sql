-- Rows that name a row of another table that is not there, by column.
SELECT referring, referred, broken
FROM (
    SELECT 'ecc_agent_config.ecc_agent' AS referring, 'ecc_agent' AS referred, count(*) AS broken
    FROM ecc_agent_config AS row
    WHERE ecc_agent <> '' AND NOT EXISTS (SELECT 1 FROM ecc_agent AS other WHERE other.sys_id = row.ecc_agent)
    UNION ALL
    SELECT 'sys_user_has_role.user', 'sys_user', count(*)
    FROM sys_user_has_role AS row
    WHERE "user" <> '' AND NOT EXISTS (SELECT 1 FROM sys_user AS other WHERE other.sys_id = row."user")
    UNION ALL
    SELECT 'sys_user_has_role.role', 'sys_user_role', count(*)
    FROM sys_user_has_role AS row
    WHERE role <> '' AND NOT EXISTS (SELECT 1 FROM sys_user_role AS other WHERE other.sys_id = row.role)
    UNION ALL
    SELECT 'sys_user_role_contains.role', 'sys_user_role', count(*)
    FROM sys_user_role_contains AS row
    WHERE role <> '' AND NOT EXISTS (SELECT 1 FROM sys_user_role AS other WHERE other.sys_id = row.role)
    UNION ALL
    SELECT 'sys_user_role_contains.contains', 'sys_user_role', count(*)
    FROM sys_user_role_contains AS row
    WHERE contains <> '' AND NOT EXISTS (SELECT 1 FROM sys_user_role AS other WHERE other.sys_id = row.contains)
    UNION ALL
    SELECT 'ecc_agent_issue.mid_server', 'ecc_agent', count(*)
    FROM ecc_agent_issue AS row
    WHERE mid_server <> '' AND NOT EXISTS (SELECT 1 FROM ecc_agent AS other WHERE other.sys_id = row.mid_server)
) AS counted
WHERE broken > 0
ORDER BY referring;

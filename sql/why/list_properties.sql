SELECT sys_id, name, value
FROM sys_properties
WHERE NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_properties' AND row_absent.sys_id = sys_properties.sys_id AND seen_until <= :fresh_from
    )
ORDER BY sys_id;

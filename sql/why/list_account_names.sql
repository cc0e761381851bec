-- Read once, and only where some user has no account of exactly its name. What the last whole load did not have is gone.
SELECT sys_id, user_name
FROM sys_user
WHERE user_name <> ''
    AND NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'sys_user' AND row_absent.sys_id = sys_user.sys_id AND seen_until <= :fresh_from
    );

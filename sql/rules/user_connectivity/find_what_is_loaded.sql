-- Whether the role was loaded, and any login event after :start; and how new the newest event is.
SELECT
    EXISTS (SELECT 1 FROM sys_user_role WHERE name = 'mid_server') AS role_exists,
    EXISTS (
        SELECT 1
        FROM sysevent
        WHERE sys_created_on > :start AND name IN ('login', 'login.failed', 'login.authorization.failed')
    ) AS login_seen,
    (SELECT nullif(max(sys_created_on), '') FROM sysevent) AS newest_event;

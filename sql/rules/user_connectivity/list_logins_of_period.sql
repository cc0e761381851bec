-- The login events after :start, in order: the last one of a user counts, and of several of one second the last by name. The
-- condition of sysevent_login_by_user does not stand here: SQLite would go through all of it, where the events of the period are few.
SELECT parm1 AS user_name, name AS event
FROM sysevent
WHERE sys_created_on > :start AND name IN ('login', 'login.failed', 'login.authorization.failed') AND parm1 <> ''
ORDER BY
    sys_created_on,
    CASE name WHEN 'login.authorization.failed' THEN 3 WHEN 'login.failed' THEN 2 ELSE 1 END;

-- The newest login event of the user, however old. The names are literals in the order of the index sysevent_login_by_user.
SELECT name, sys_created_on, parm2
FROM sysevent
WHERE parm1 = :user_name
    AND sys_created_on <> ''
    AND name IN ('login', 'login.failed', 'login.authorization.failed')
ORDER BY
    sys_created_on DESC,
    CASE name WHEN 'login.authorization.failed' THEN 1 WHEN 'login.failed' THEN 2 ELSE 3 END,
    parm2 DESC
LIMIT 1;

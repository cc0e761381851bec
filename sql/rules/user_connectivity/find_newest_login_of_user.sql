-- The newest login event of the user, however old. BETWEEN is the condition of the index
-- sysevent_login_by_user, to the letter.
SELECT name, sys_created_on, parm2
FROM sysevent
WHERE parm1 = :user_name
    AND sys_created_on <> ''
    AND name BETWEEN 'login' AND 'login.failed'
    AND name IN ('login', 'login.failed', 'login.authorization.failed')
ORDER BY
    sys_created_on DESC,
    CASE name WHEN 'login.authorization.failed' THEN 1 WHEN 'login.failed' THEN 2 ELSE 3 END,
    parm2 DESC NULLS LAST
LIMIT 1;

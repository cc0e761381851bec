-- Login events of one kind that are older than those that were read, the newest first; one that a rotated table repeats
-- counts once. BETWEEN is the condition of the index sysevent_login_by_user, to the letter.
SELECT name, sys_created_on, min(sys_id) AS sys_id, max(parm2) AS parm2
FROM sysevent
WHERE parm1 = :user_name
    AND sys_created_on > :since
    AND sys_created_on < :until
    AND name BETWEEN 'login' AND 'login.failed'
    AND name = :kind
GROUP BY sys_created_on, name
ORDER BY sys_created_on DESC, name DESC
LIMIT :most;

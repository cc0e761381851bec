-- The newest login event after :start of each user in a list in JSON who has one, or several of that second, in no order: the one
-- of the greatest moment counts, as in list_logins_of_period.sql. The events are seeks in the covering index
-- sysevent_login_by_user, which SQLite takes only where its condition stands to the letter (BETWEEN).
SELECT
    asked.value AS user_name,
    event.name AS event,
    event.sys_created_on
        || CASE event.name WHEN 'login.authorization.failed' THEN '3' WHEN 'login.failed' THEN '2' ELSE '1' END AS moment
FROM json_each(:user_names) AS asked
CROSS JOIN sysevent AS event
WHERE event.parm1 = asked.value
    AND event.name BETWEEN 'login' AND 'login.failed'
    AND event.name IN ('login', 'login.failed', 'login.authorization.failed')
    AND event.sys_created_on = (
        SELECT max(newest.sys_created_on)
        FROM sysevent AS newest
        WHERE newest.parm1 = asked.value
            AND newest.sys_created_on > :start
            AND newest.name BETWEEN 'login' AND 'login.failed'
            AND newest.name IN ('login', 'login.failed', 'login.authorization.failed')
    );

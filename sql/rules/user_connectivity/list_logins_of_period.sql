-- The login events after :start, in no order. The one of the greatest moment counts: of several of one second, which follows it as
-- a number, the worst. The condition of sysevent_login_by_user, a BETWEEN, does not stand here: SQLite would go through all of it,
-- where the events of the period are few. A comparison passes over most other events in half of the time that IN takes.
SELECT
    parm1 AS user_name,
    name AS event,
    sys_created_on || CASE name WHEN 'login.authorization.failed' THEN '3' WHEN 'login.failed' THEN '2' ELSE '1' END AS moment
FROM sysevent
WHERE sys_created_on > :start
    AND name <= 'login.failed'
    AND name >= 'login'
    AND name IN ('login', 'login.failed', 'login.authorization.failed')
    AND parm1 <> '';

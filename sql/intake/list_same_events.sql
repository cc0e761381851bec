-- Those of many events, which :events lists in JSON, that are there under another sys_id. A rotated table repeats its events so: the
-- same name, user and second is the same event.
SELECT asked.value ->> 'place' AS place
FROM json_each(:events) AS asked
WHERE EXISTS (
    SELECT 1
    FROM sysevent
    WHERE name = asked.value ->> 'name'
        AND parm1 IS NOT DISTINCT FROM asked.value ->> 'parm1'
        AND sys_created_on = asked.value ->> 'sys_created_on'
        AND sys_id <> asked.value ->> 'sys_id'
        AND name BETWEEN 'login' AND 'login.failed'
);

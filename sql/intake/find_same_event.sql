-- A rotated table repeats its events under other sys_ids: the same name, user and second is the same event.
SELECT sys_id
FROM sysevent
WHERE name = :name
    AND parm1 IS NOT DISTINCT FROM :parm1
    AND sys_created_on = :sys_created_on
    AND sys_id <> :sys_id
    AND name BETWEEN 'login' AND 'login.failed'
LIMIT 1;

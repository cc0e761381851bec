-- As sql/intake/list_same_events.sql, with the server's own list of JSON. A subquery is asked for each event, by an index: a join
-- would read all events of all days.
SELECT asked.place
FROM jsonb_to_recordset(CAST(CAST(:events AS text) AS jsonb))
    AS asked (place bigint, name text, parm1 text, sys_created_on text, sys_id text)
WHERE (
    SELECT sysevent.sys_id
    FROM sysevent
    WHERE sysevent.name = asked.name
        AND sysevent.parm1 IS NOT DISTINCT FROM asked.parm1
        AND sysevent.sys_created_on = asked.sys_created_on
        AND sysevent.sys_id <> asked.sys_id
        AND sysevent.name BETWEEN 'login' AND 'login.failed'
    LIMIT 1
) IS NOT NULL;

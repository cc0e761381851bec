-- Those of many events, which :events lists in JSON, that are there at the time that is named. Each is looked for in its day alone.
SELECT event.*
FROM jsonb_to_recordset(CAST(CAST(:events AS text) AS jsonb)) AS asked (sys_id text, sys_created_on text)
CROSS JOIN LATERAL (
    SELECT *
    FROM sysevent
    WHERE sysevent.sys_id = asked.sys_id AND sysevent.sys_created_on = asked.sys_created_on
    LIMIT 1
) AS event;

-- What became of MID Servers, as events tell, and those that were kept of them. BETWEEN is the condition of the index
-- sysevent_of_mid_servers, to the letter.
SELECT
    CASE name
        WHEN 'mid_server.up' THEN 'Up'
        WHEN 'mid_server.down' THEN 'Down'
        WHEN 'mid_server.paused' THEN 'Paused'
        WHEN 'mid_server.upgrading' THEN 'Upgrading'
    END AS status,
    parm1 AS mid_server,
    sys_created_on AS changed_on
FROM sysevent
WHERE name BETWEEN 'mid_server.' AND 'mid_server/' AND sys_created_on > :since AND parm1 <> ''
UNION
SELECT status, mid_server, changed_on
FROM mid_server_history
WHERE changed_on > :since AND who = 'event'
ORDER BY changed_on;

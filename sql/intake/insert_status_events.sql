-- What events tell of the status of MID Servers, which they call by name or by sys_id. BETWEEN is the condition of the index
-- sysevent_of_mid_servers, to the letter.
WITH event AS (
    SELECT DISTINCT
        parm1,
        sys_created_on,
        CASE name
            WHEN 'mid_server.up' THEN 'Up'
            WHEN 'mid_server.down' THEN 'Down'
            WHEN 'mid_server.paused' THEN 'Paused'
            WHEN 'mid_server.upgrading' THEN 'Upgrading'
        END AS status
    FROM sysevent
    WHERE name BETWEEN 'mid_server.' AND 'mid_server/' AND sys_created_on >= :since AND length(sys_created_on) = 19
),
agent AS (
    SELECT sys_id, sys_id AS called FROM ecc_agent
    UNION
    SELECT sys_id, name FROM ecc_agent WHERE name <> ''
)
INSERT INTO mid_server_history (mid_server, status, changed_on, who)
SELECT DISTINCT agent.sys_id, event.status, event.sys_created_on, 'event'
FROM event
JOIN agent ON agent.called = event.parm1
WHERE event.status IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM mid_server_history AS known
        WHERE known.changed_on = event.sys_created_on
            AND known.mid_server = agent.sys_id
            AND known.status = event.status
            AND known.who = 'event'
    )
ORDER BY event.sys_created_on;

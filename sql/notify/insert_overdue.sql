-- Issues that were acknowledged until a time that has passed are new again: told once for each such time.
INSERT INTO outbox_event (event, subject, about, detail, happened_on)
SELECT
    'overdue',
    coalesce(source, '') || ':' || coalesce(
        mid_server, CASE source WHEN 'MIDUserConnectivity' THEN user_name END, message, sys_id
    ),
    sys_id,
    acknowledged_until,
    acknowledged_until
FROM ecc_agent_issue
WHERE state = 'acknowledged'
    AND acknowledged_until <> ''
    AND acknowledged_until <= :now
    AND NOT EXISTS (
        SELECT 1
        FROM outbox_event AS told
        WHERE told.about = ecc_agent_issue.sys_id
            AND told.event = 'overdue'
            AND told.detail = ecc_agent_issue.acknowledged_until
    );

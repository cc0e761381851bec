-- Saying the same again changes nothing.
UPDATE ecc_agent_issue
SET state = 'acknowledged',
    acknowledged_on = :now,
    acknowledged_until = :until,
    acknowledged_reason = :reason,
    sys_updated_on = :now
WHERE sys_id = :issue
    AND state <> 'resolved'
    AND (
        state = 'new'
        OR nullif(acknowledged_until, '') IS DISTINCT FROM :until
        OR nullif(acknowledged_reason, '') IS DISTINCT FROM :reason
    );

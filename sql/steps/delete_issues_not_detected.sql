-- An issue that was never detected counts from when it was made, so that none stays for ever. No index has the open ones by
-- time: each run that finds one again changes it.
DELETE FROM ecc_agent_issue
WHERE sys_id IN (
    SELECT sys_id
    FROM (
        SELECT sys_id
        FROM ecc_agent_issue
        WHERE (state = 'resolved' AND last_detected > '' AND last_detected < :keep)
            OR (state = 'resolved' AND last_detected = '' AND coalesce(nullif(sys_created_on, ''), '') < :keep)
            OR (state = 'resolved' AND last_detected IS NULL AND coalesce(nullif(sys_created_on, ''), '') < :keep)
        UNION ALL
        SELECT sys_id
        FROM ecc_agent_issue
        WHERE state <> 'resolved' AND coalesce(nullif(last_detected, ''), nullif(sys_created_on, ''), '') < :keep
    ) AS old
    LIMIT :part
);

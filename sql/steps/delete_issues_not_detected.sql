-- An issue that was never detected counts from when it was made, so that none stays for ever.
DELETE FROM ecc_agent_issue
WHERE sys_id IN (
    SELECT sys_id
    FROM ecc_agent_issue
    WHERE (last_detected > '' AND last_detected < :keep)
        OR (last_detected = '' AND coalesce(nullif(sys_created_on, ''), '') < :keep)
        OR (last_detected IS NULL AND coalesce(nullif(sys_created_on, ''), '') < :keep)
    LIMIT :part
);

-- An issue that was never detected counts from when it was made, so that none stays for ever.
DELETE FROM ecc_agent_issue
WHERE coalesce(nullif(last_detected, ''), nullif(sys_created_on, ''), '') < :keep;

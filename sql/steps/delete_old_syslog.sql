DELETE FROM syslog
WHERE sequence IN (
    SELECT sequence FROM syslog WHERE sys_created_on < :keep_syslog ORDER BY sys_created_on LIMIT :part
);

DELETE FROM syslog WHERE sys_created_on < :keep_syslog;

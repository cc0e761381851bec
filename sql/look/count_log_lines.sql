SELECT count(*) AS log_lines FROM syslog;

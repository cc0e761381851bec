INSERT INTO syslog (sys_created_on, level, source, message, run)
VALUES (:now, :level, :source, :message, :run);

-- What begins so sorts before the beginning and a 'g'. Runs that are gone have left lines in the log.
SELECT sys_id AS run FROM sys_trigger_run WHERE sys_id >= :beginning AND sys_id < :beginning || 'g' AND :beginning <> ''
UNION ALL
SELECT run FROM syslog WHERE run >= :beginning AND run < :beginning || 'g' AND :beginning <> ''
LIMIT 1;

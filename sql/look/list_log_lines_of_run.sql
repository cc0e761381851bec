-- What a run said, in order.
SELECT sequence, sys_created_on AS at, level, source, message, run FROM syslog WHERE run = :run ORDER BY sequence;

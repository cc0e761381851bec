SELECT sequence, sys_created_on AS at, level, source, message, run
FROM (
    SELECT sequence, sys_created_on, level, source, message, run
    FROM syslog
    WHERE (:job IS NULL OR source = :job)
        AND (:run IS NULL OR run = :run)
        AND level >= :level
        AND (:since IS NULL OR sys_created_on >= :since)
    ORDER BY sequence DESC
    LIMIT :limit
) AS newest
ORDER BY sequence;

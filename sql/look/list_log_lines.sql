-- A run may be named by the beginning of its sys_id: what begins so sorts before the beginning and a 'g'.
SELECT sequence, sys_created_on AS at, level, source, message, run
FROM (
    SELECT sequence, sys_created_on, level, source, message, run
    FROM syslog
    WHERE (:job IS NULL OR source = :job)
        AND (:run IS NULL OR (run >= :run AND run < :run || 'g'))
        AND level >= :level
        AND (:since IS NULL OR sys_created_on >= :since)
    ORDER BY sequence DESC
    LIMIT :limit
) AS newest
ORDER BY sequence;

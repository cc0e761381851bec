-- A run may be named by the beginning of its sys_id: what begins so sorts before the beginning and a 'g'.
SELECT sequence, sys_created_on AS at, level, source, message, run
FROM (
    SELECT sequence, sys_created_on, level, source, message, run
    FROM syslog
    WHERE run IS NOT NULL AND run >= :run AND run < :run || 'g'
        AND (source = :job OR :job IS NULL)
        AND level >= :level
        AND (sys_created_on >= :since OR :since IS NULL)
    ORDER BY sequence DESC
    LIMIT :limit
) AS newest_line
ORDER BY sequence;

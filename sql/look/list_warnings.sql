-- Warnings and errors have an index of their own.
SELECT sequence, sys_created_on AS at, level, source, message, run
FROM (
    SELECT sequence, sys_created_on, level, source, message, run
    FROM syslog
    WHERE level > 0
        AND (source = :job OR :job IS NULL)
        AND level >= :level
        AND (sys_created_on >= :since OR :since IS NULL)
    ORDER BY sequence DESC
    LIMIT :limit
) AS newest_line
ORDER BY sequence;

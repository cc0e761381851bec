-- From the newest line back: a job that says little is looked for in all of them.
SELECT sequence, sys_created_on AS at, level, source, message, run
FROM (
    SELECT sequence, sys_created_on, level, source, message, run
    FROM syslog
    WHERE (source = :job OR :job IS NULL)
        AND level >= :level
        AND (sys_created_on >= :since OR :since IS NULL)
    ORDER BY sequence DESC
    LIMIT :limit
) AS newest_line
ORDER BY sequence;

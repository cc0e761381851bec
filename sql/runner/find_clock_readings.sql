-- What the clock showed, by the order in which lines were written: times may go back, the sequence never does. Lines of the
-- business rule have the time of whoever wrote the row.
-- ahead: the last line dated later than now. old, old_at: the last one written a day ago or earlier, by that clock.
SELECT ahead, old.sequence AS old, old.sys_created_on AS old_at, next_line.sys_created_on AS next_at
FROM (
    SELECT
        -- By their time: for a bare max SQLite would go from the newest line back through all.
        (SELECT max(+sequence) FROM syslog WHERE sys_created_on > :ahead AND source <> :business_rule) AS ahead,
        (
            -- From the newest back, past the lines of a day: coalesce keeps SQLite from reading all that is older.
            SELECT sequence
            FROM syslog
            WHERE coalesce(sys_created_on, '') <= :day_ago AND source <> :business_rule
            ORDER BY sequence DESC
            LIMIT 1
        ) AS old
) AS reading
LEFT JOIN syslog AS old ON old.sequence = reading.old
LEFT JOIN syslog AS next_line ON next_line.sequence = (
    SELECT min(sequence) FROM syslog WHERE sequence > reading.old AND source <> :business_rule
);

-- What is known of the rows that judgements rest on: where they came from, when, and whether all came.

CREATE TABLE load_coverage (
    -- One load of one table, from a file or from the instance.
    -- Order of the loads.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The table that was loaded.
    table_name TEXT NOT NULL,
    -- import: from a file; pull: from the instance.
    origin TEXT NOT NULL CHECK (origin IN ('import', 'pull')),
    -- The file or the instance.
    place TEXT NOT NULL,
    -- When it was loaded, UTC.
    loaded_on DATETEXT NOT NULL CHECK (loaded_on IS datetime(loaded_on, '+0 seconds')),
    -- When the instance had these rows, UTC: rows from before a clone say nothing about it.
    extracted_on DATETEXT NOT NULL CHECK (extracted_on IS datetime(extracted_on, '+0 seconds')),
    -- Rows received.
    row_count INTEGER NOT NULL,
    -- Rows that the instance said there are; NULL where it did not say.
    announced INTEGER,
    -- sys_created_on of the oldest row, UTC.
    oldest DATETEXT CHECK (length(oldest) = 19),
    -- sys_created_on of the newest row, UTC.
    newest DATETEXT CHECK (length(newest) = 19),
    -- Why rows may be missing; NULL when there is no sign of it.
    gap TEXT,
    -- The columns that the extract had, a line each; NULL where it had no row to tell.
    column_names TEXT,
    -- The names that were asked for, a line each; NULL where all rows were.
    asked TEXT,
    -- From when on rows were asked for, UTC, with the loads before it; NULL for all.
    begins DATETEXT CHECK (length(begins) = 19)
);

CREATE INDEX load_coverage_by_table ON load_coverage (table_name, sequence, loaded_on);

CREATE TABLE table_never (
    -- Tables that are declared as not to be had: they are not asked for, and their absence is no news.
    -- The table.
    table_name TEXT PRIMARY KEY NOT NULL,
    -- Why.
    reason TEXT NOT NULL,
    -- When that was declared, UTC.
    sys_created_on DATETEXT NOT NULL CHECK (sys_created_on IS datetime(sys_created_on, '+0 seconds'))
);

CREATE TABLE job_doubt (
    -- The doubts that a job has told: each is told when it begins, when its kind changes and when it ends.
    -- The job.
    job TEXT NOT NULL,
    -- The table in doubt.
    table_name TEXT NOT NULL,
    -- Why: never, never_loaded, gap, no_rows, no_columns, before_clone, old, begins.
    kind TEXT NOT NULL,
    -- When it was told, UTC.
    told_on DATETEXT NOT NULL CHECK (told_on IS datetime(told_on, '+0 seconds')),
    PRIMARY KEY (job, table_name)
);

CREATE VIEW v_coverage AS
-- The last load of each table.
SELECT
    table_name,
    origin,
    place,
    replace(loaded_on, ' ', 'T') || 'Z' AS loaded_on,
    replace(extracted_on, ' ', 'T') || 'Z' AS extracted_on,
    row_count,
    announced,
    replace(oldest, ' ', 'T') || 'Z' AS oldest,
    replace(newest, ' ', 'T') || 'Z' AS newest,
    CASE WHEN gap IS NULL THEN 'complete' ELSE 'incomplete: ' || gap END AS complete,
    replace(column_names, char(10), ', ') AS columns,
    replace(begins, ' ', 'T') || 'Z' AS begins
FROM load_coverage
WHERE sequence IN (SELECT max(sequence) FROM load_coverage GROUP BY table_name)
ORDER BY table_name;

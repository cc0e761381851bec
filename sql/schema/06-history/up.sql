-- What became of MID Servers: each change of status, whoever wrote it.

CREATE TABLE writing (
    -- One row, within the transaction of a program that says who writes and when; empty otherwise.
    -- There is one at most.
    one INTEGER PRIMARY KEY NOT NULL DEFAULT 1 CHECK (one = 1),
    -- Who writes: import, pull, or the job.
    who TEXT NOT NULL,
    -- As of when what is written is so, UTC.
    as_of DATETEXT NOT NULL CHECK (as_of IS datetime(as_of, '+0 seconds'))
);

CREATE TABLE mid_server_history (
    -- The changes of status of MID Servers that a load, an event or a hand showed.
    -- Order of the changes.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- MID Server (ecc_agent.sys_id).
    mid_server TEXT NOT NULL,
    -- The status before.
    old_status TEXT,
    -- The status since.
    status TEXT,
    -- The last load that still showed the old status, UTC; NULL where none is on record.
    seen_until DATETEXT CHECK (length(seen_until) = 19),
    -- When the new status was seen, UTC.
    changed_on DATETEXT NOT NULL CHECK (length(changed_on) = 19),
    -- Who wrote it: import, pull, a job, or by hand.
    who TEXT NOT NULL
);

CREATE INDEX mid_server_history_by_time ON mid_server_history (changed_on);

-- There is no :now here: the program says when in the table writing; else it is the database's clock.
CREATE TRIGGER keep_status_of_mid_server
AFTER UPDATE OF status ON ecc_agent
WHEN OLD.status IS NOT NEW.status
BEGIN
    INSERT INTO mid_server_history (mid_server, old_status, status, seen_until, changed_on, who)
    SELECT
        NEW.sys_id,
        OLD.status,
        NEW.status,
        (SELECT max(extracted_on) FROM load_coverage WHERE table_name = 'ecc_agent'),
        coalesce((SELECT as_of FROM writing), CURRENT_TIMESTAMP),
        coalesce((SELECT who FROM writing), 'by hand');
END;

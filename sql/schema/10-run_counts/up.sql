-- How many runs of each job there were when a purge counted them: the next one need not count a million to find that none is too many.

CREATE TABLE sys_trigger_run_count (
    -- What PurgeHistory found to be kept of a job's runs.
    -- The job.
    job TEXT PRIMARY KEY NOT NULL,
    -- At most so many runs of it had ended and were on record, its last success and its last failure apart.
    runs INTEGER NOT NULL,
    -- When they were counted, UTC. Those that ended since come on top.
    counted_on DATETEXT NOT NULL CHECK (length(counted_on) = 19)
) WITHOUT ROWID;

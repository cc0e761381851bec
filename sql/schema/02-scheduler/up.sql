-- The tables of the scheduler itself and its log. sys_trigger and syslog keep ServiceNow's columns.

CREATE TABLE sys_trigger (
    -- When to run which job. Changing next_action and active by hand is supported.
    -- 32 hex digits, made by default: milliseconds since 1970, then at random, so that new rows lie together.
    sys_id TEXT PRIMARY KEY NOT NULL
        DEFAULT (printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) || lower(hex(randomblob(10)))),
    -- The job to run.
    name TEXT NOT NULL,
    -- 0 run once (the row goes when it has run), 1 repeat.
    trigger_type INTEGER NOT NULL DEFAULT 0 CHECK (trigger_type IN (0, 1)),
    -- 0 ready, 1 running, 2 queued, -1 error: out of attempts, `midjobs jobs retry` brings it back.
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN -1 AND 2),
    -- When it is next looked at, UTC, years 0001 to 9999. A day that no calendar has would stop every runner.
    -- (Adding nothing is what makes SQLite work out 24:00:00.)
    next_action DATETEXT NOT NULL
        CHECK (next_action IS datetime(next_action, '+0 seconds') AND next_action >= '0001-01-01'),
    -- Of those due, lower numbers run first.
    priority INTEGER NOT NULL DEFAULT 100 CHECK (typeof(priority) = 'integer'),
    -- 0 when paused.
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    -- The runner at work on it, host:process.
    claimed_by TEXT,
    -- When it was claimed, UTC.
    claimed_on DATETEXT CHECK (length(claimed_on) = 19),
    -- The run that is under way or waits for its next attempt (sys_trigger_run.sys_id).
    run TEXT,
    -- Attempts made at that run.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- How many runs succeeded.
    run_count INTEGER NOT NULL DEFAULT 0,
    -- How many runs failed.
    error_count INTEGER NOT NULL DEFAULT 0,
    -- What the last failure said.
    last_error TEXT,
    -- How long the last run took, milliseconds.
    processing_duration INTEGER,
    -- What the job is about; for a job after a clone the clone (clone_instance.sys_id).
    job_context TEXT,
    -- The schedule as registered; NULL when it runs once.
    schedule TEXT,
    -- The job file that the schedule comes from, an absolute path; NULL where the job is built in.
    job_file TEXT,
    -- What that file said of active when it was registered: a file that says the same as before pauses and resumes nothing.
    file_active INTEGER CHECK (file_active IN (0, 1)),
    -- The newest load (load_coverage.sequence) when the job last ran: without a newer one it has nothing new to judge.
    seen_load INTEGER
) WITHOUT ROWID;

-- A job repeats by one trigger, and a clone schedules each job once.
CREATE UNIQUE INDEX sys_trigger_one_repeating ON sys_trigger (name) WHERE trigger_type = 1;
CREATE UNIQUE INDEX sys_trigger_one_for_each_clone ON sys_trigger (job_context, name)
    WHERE trigger_type = 0 AND job_context IS NOT NULL;
-- Those that run once, by their job. A claim does not touch it.
CREATE INDEX sys_trigger_once_by_job ON sys_trigger (name, next_action) WHERE trigger_type = 0;
CREATE INDEX sys_trigger_due ON sys_trigger (next_action) WHERE state = 0 AND active = 1;
-- Those whose run is under way, or waits for its next attempt: few. Statements repeat the condition to the letter.
CREATE INDEX sys_trigger_under_way ON sys_trigger (run) WHERE state = 1 OR run IS NOT NULL;

-- Few, and what a monitor asks for.
CREATE INDEX sys_trigger_in_error ON sys_trigger (name) WHERE state = -1;

CREATE TABLE sys_trigger_run (
    -- One occurrence of a trigger, carried out or not, and its fate.
    -- 32 hex digits, made by default: milliseconds since 1970, then at random, so that new rows lie together.
    sys_id TEXT PRIMARY KEY NOT NULL
        DEFAULT (printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) || lower(hex(randomblob(10)))),
    -- The trigger (sys_trigger.sys_id); a trigger that runs once is gone afterwards.
    trigger TEXT NOT NULL,
    -- The job.
    job TEXT NOT NULL,
    -- schedule: it came due; manual: somebody asked for it.
    origin TEXT NOT NULL DEFAULT 'schedule' CHECK (origin IN ('schedule', 'manual')),
    -- When it was due, UTC.
    due DATETEXT NOT NULL CHECK (length(due) = 19),
    -- When its last attempt started, UTC.
    started DATETEXT CHECK (length(started) = 19),
    -- When its fate was decided, UTC.
    finished DATETEXT CHECK (length(finished) = 19),
    -- Attempts made.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- Of these, attempts whose runner died.
    abandoned INTEGER NOT NULL DEFAULT 0,
    -- running, retry (waits for its next attempt); then for good: ran, failed, abandoned, coalesced, skipped.
    outcome TEXT NOT NULL CHECK (
        outcome = 'running' OR outcome = 'ran' OR outcome = 'retry' OR outcome = 'failed'
        OR outcome = 'abandoned' OR outcome = 'coalesced' OR outcome = 'skipped'
    ),
    -- Rows that its steps changed.
    rows_changed INTEGER,
    -- Why it failed or was skipped; what an earlier attempt said.
    error TEXT,
    -- The run that stood in for it (sys_trigger_run.sys_id).
    coalesced_into TEXT,
    -- How many occurrences this row stands for: after a long standstill all but the oldest share one, which
    -- counts them up to a million.
    occurrences INTEGER NOT NULL DEFAULT 1,
    -- 1 when it was carried out while the clock was ahead: it is not carried out again when its time comes.
    ran_ahead INTEGER NOT NULL DEFAULT 0 CHECK (ran_ahead IN (0, 1))
) WITHOUT ROWID;

CREATE INDEX sys_trigger_run_by_job ON sys_trigger_run (job, due);
-- The latest first, whether they were carried out or not. When a run ends does not touch it.
CREATE INDEX sys_trigger_run_by_time ON sys_trigger_run (coalesce(started, due));
-- The newest of each job, and its last success.
CREATE INDEX sys_trigger_run_by_end ON sys_trigger_run (job, finished, outcome) WHERE finished IS NOT NULL;
-- Its last failure. Statements repeat the condition to the letter.
CREATE INDEX sys_trigger_run_failed ON sys_trigger_run (job, finished) WHERE outcome = 'failed' OR outcome = 'abandoned';

CREATE TABLE syslog (
    -- What the jobs said, in order.
    -- Order of the lines: times have whole seconds and tie. Each has the number after the last that is there.
    sequence INTEGER PRIMARY KEY,
    -- When, UTC.
    sys_created_on DATETEXT NOT NULL CHECK (length(sys_created_on) = 19),
    -- -1 debug, 0 information, 1 warning, 2 error.
    level INTEGER NOT NULL DEFAULT 0 CHECK (level BETWEEN -1 AND 2),
    -- The job, or the business rule.
    source TEXT NOT NULL,
    -- One line.
    message TEXT NOT NULL,
    -- The run that said it (sys_trigger_run.sys_id).
    run TEXT
);

CREATE INDEX syslog_by_run ON syslog (run) WHERE run IS NOT NULL;
CREATE INDEX syslog_by_time ON syslog (sys_created_on);
-- Warnings and errors: few among many.
CREATE INDEX syslog_warnings ON syslog (sequence) WHERE level > 0;

CREATE TABLE job_setting (
    -- Parameters of jobs that were set for good; they come before those of the job's file.
    -- The job.
    job TEXT NOT NULL,
    -- The parameter.
    name TEXT NOT NULL,
    -- Its value, as it would stand in the file.
    value TEXT NOT NULL,
    -- When it was set, UTC.
    sys_updated_on DATETEXT NOT NULL CHECK (sys_updated_on IS datetime(sys_updated_on, '+0 seconds')),
    PRIMARY KEY (job, name)
);

-- In step with the file of this name in sql/schema: a test says what to do where it is not.

CREATE TABLE sys_trigger (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL
        DEFAULT new_sys_id_by_time(),
    name TEXT COLLATE "C" NOT NULL,
    trigger_type BIGINT NOT NULL DEFAULT 0 CHECK (trigger_type IN (0, 1)),
    state BIGINT NOT NULL DEFAULT 0 CHECK (state BETWEEN -1 AND 2),
    next_action DATETIME NOT NULL
        CHECK (is_moment(next_action) AND next_action >= '0001-01-01'),
    priority BIGINT NOT NULL DEFAULT 100,
    active BIGINT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    claimed_by TEXT COLLATE "C",
    claimed_on DATETIME CHECK (length(claimed_on) = 19),
    run TEXT COLLATE "C",
    attempt BIGINT NOT NULL DEFAULT 0,
    run_count BIGINT NOT NULL DEFAULT 0,
    error_count BIGINT NOT NULL DEFAULT 0,
    last_error TEXT COLLATE "C",
    processing_duration BIGINT,
    job_context TEXT COLLATE "C",
    schedule TEXT COLLATE "C",
    job_file TEXT COLLATE "C",
    file_active BIGINT CHECK (file_active IN (0, 1)),
    seen_load BIGINT
);
COMMENT ON TABLE sys_trigger IS 'When to run which job. Changing next_action and active by hand is supported.';
COMMENT ON COLUMN sys_trigger.sys_id IS '32 hex digits, made by default: milliseconds since 1970, then at random, so that new rows lie together.';
COMMENT ON COLUMN sys_trigger.name IS 'The job to run.';
COMMENT ON COLUMN sys_trigger.trigger_type IS '0 run once (the row goes when it has run), 1 repeat.';
COMMENT ON COLUMN sys_trigger.state IS '0 ready, 1 running, 2 queued, -1 error: out of attempts, `midjobs jobs retry` brings it back.';
COMMENT ON COLUMN sys_trigger.next_action IS 'When it is next looked at, UTC, years 0001 to 9999. A day that no calendar has would stop every runner. (Adding nothing is what makes SQLite work out 24:00:00.)';
COMMENT ON COLUMN sys_trigger.priority IS 'Of those due, lower numbers run first.';
COMMENT ON COLUMN sys_trigger.active IS '0 when paused.';
COMMENT ON COLUMN sys_trigger.claimed_by IS 'The runner at work on it, host:process.';
COMMENT ON COLUMN sys_trigger.claimed_on IS 'When it was claimed, UTC.';
COMMENT ON COLUMN sys_trigger.run IS 'The run that is under way or waits for its next attempt (sys_trigger_run.sys_id).';
COMMENT ON COLUMN sys_trigger.attempt IS 'Attempts made at that run.';
COMMENT ON COLUMN sys_trigger.run_count IS 'How many runs succeeded.';
COMMENT ON COLUMN sys_trigger.error_count IS 'How many runs failed.';
COMMENT ON COLUMN sys_trigger.last_error IS 'What the last failure said.';
COMMENT ON COLUMN sys_trigger.processing_duration IS 'How long the last run took, milliseconds.';
COMMENT ON COLUMN sys_trigger.job_context IS 'What the job is about; for a job after a clone the clone (clone_instance.sys_id).';
COMMENT ON COLUMN sys_trigger.schedule IS 'The schedule as registered; NULL when it runs once.';
COMMENT ON COLUMN sys_trigger.job_file IS 'The job file that the schedule comes from, an absolute path; NULL where the job is built in.';
COMMENT ON COLUMN sys_trigger.file_active IS 'What that file said of active when it was registered: a file that says the same as before pauses and resumes nothing.';
COMMENT ON COLUMN sys_trigger.seen_load IS 'The newest load (load_coverage.sequence) when the job last ran: without a newer one it has nothing new to judge.';
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
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL
        DEFAULT new_sys_id_by_time(),
    trigger TEXT COLLATE "C" NOT NULL,
    job TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL DEFAULT 'schedule' CHECK (origin IN ('schedule', 'manual')),
    due DATETIME NOT NULL CHECK (length(due) = 19),
    started DATETIME CHECK (length(started) = 19),
    finished DATETIME CHECK (length(finished) = 19),
    attempt BIGINT NOT NULL DEFAULT 0,
    abandoned BIGINT NOT NULL DEFAULT 0,
    outcome TEXT COLLATE "C" NOT NULL CHECK (
        outcome = 'running' OR outcome = 'ran' OR outcome = 'retry' OR outcome = 'failed'
        OR outcome = 'abandoned' OR outcome = 'coalesced' OR outcome = 'skipped'
    ),
    rows_changed BIGINT,
    error TEXT COLLATE "C",
    coalesced_into TEXT COLLATE "C",
    occurrences BIGINT NOT NULL DEFAULT 1,
    ran_ahead BIGINT NOT NULL DEFAULT 0 CHECK (ran_ahead IN (0, 1))
);
COMMENT ON TABLE sys_trigger_run IS 'One occurrence of a trigger, carried out or not, and its fate.';
COMMENT ON COLUMN sys_trigger_run.sys_id IS '32 hex digits, made by default: milliseconds since 1970, then at random, so that new rows lie together.';
COMMENT ON COLUMN sys_trigger_run.trigger IS 'The trigger (sys_trigger.sys_id); a trigger that runs once is gone afterwards.';
COMMENT ON COLUMN sys_trigger_run.job IS 'The job.';
COMMENT ON COLUMN sys_trigger_run.origin IS 'schedule: it came due; manual: somebody asked for it.';
COMMENT ON COLUMN sys_trigger_run.due IS 'When it was due, UTC.';
COMMENT ON COLUMN sys_trigger_run.started IS 'When its last attempt started, UTC.';
COMMENT ON COLUMN sys_trigger_run.finished IS 'When its fate was decided, UTC.';
COMMENT ON COLUMN sys_trigger_run.attempt IS 'Attempts made.';
COMMENT ON COLUMN sys_trigger_run.abandoned IS 'Of these, attempts whose runner died.';
COMMENT ON COLUMN sys_trigger_run.outcome IS 'running, retry (waits for its next attempt); then for good: ran, failed, abandoned, coalesced, skipped.';
COMMENT ON COLUMN sys_trigger_run.rows_changed IS 'Rows that its steps changed.';
COMMENT ON COLUMN sys_trigger_run.error IS 'Why it failed or was skipped; what an earlier attempt said.';
COMMENT ON COLUMN sys_trigger_run.coalesced_into IS 'The run that stood in for it (sys_trigger_run.sys_id).';
COMMENT ON COLUMN sys_trigger_run.occurrences IS 'How many occurrences this row stands for: after a long standstill all but the oldest share one, which counts them up to a million.';
COMMENT ON COLUMN sys_trigger_run.ran_ahead IS '1 when it was carried out while the clock was ahead: it is not carried out again when its time comes.';
CREATE INDEX sys_trigger_run_by_job ON sys_trigger_run (job, due);
-- The latest first, whether they were carried out or not. When a run ends does not touch it.
CREATE INDEX sys_trigger_run_by_time ON sys_trigger_run (coalesce(started, due));
-- The newest of each job, and its last success.
CREATE INDEX sys_trigger_run_by_end ON sys_trigger_run (job, finished, outcome) WHERE finished IS NOT NULL;
-- Its last failure. Statements repeat the condition to the letter.
CREATE INDEX sys_trigger_run_failed ON sys_trigger_run (job, finished) WHERE outcome = 'failed' OR outcome = 'abandoned';

CREATE TABLE syslog (
    sequence BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    sys_created_on DATETIME NOT NULL CHECK (length(sys_created_on) = 19),
    level BIGINT NOT NULL DEFAULT 0 CHECK (level BETWEEN -1 AND 2),
    source TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    run TEXT COLLATE "C"
);
COMMENT ON TABLE syslog IS 'What the jobs said, in order.';
COMMENT ON COLUMN syslog.sequence IS 'Order of the lines: times have whole seconds and tie. Each has the number after the last that is there.';
COMMENT ON COLUMN syslog.sys_created_on IS 'When, UTC.';
COMMENT ON COLUMN syslog.level IS '-1 debug, 0 information, 1 warning, 2 error.';
COMMENT ON COLUMN syslog.source IS 'The job, or the business rule.';
COMMENT ON COLUMN syslog.message IS 'One line.';
COMMENT ON COLUMN syslog.run IS 'The run that said it (sys_trigger_run.sys_id).';
CREATE INDEX syslog_by_run ON syslog (run) WHERE run IS NOT NULL;
CREATE INDEX syslog_by_time ON syslog (sys_created_on);
-- Warnings and errors: few among many.
CREATE INDEX syslog_warnings ON syslog (sequence) WHERE level > 0;

CREATE TABLE job_setting (
    job TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    sys_updated_on DATETIME NOT NULL CHECK (is_moment(sys_updated_on)),
    PRIMARY KEY (job, name)
);
COMMENT ON TABLE job_setting IS 'Parameters of jobs that were set for good; they come before those of the job''s file.';
COMMENT ON COLUMN job_setting.job IS 'The job.';
COMMENT ON COLUMN job_setting.name IS 'The parameter.';
COMMENT ON COLUMN job_setting.value IS 'Its value, as it would stand in the file.';
COMMENT ON COLUMN job_setting.sys_updated_on IS 'When it was set, UTC.';

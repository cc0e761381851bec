-- In step with the file of this name in sql/schema: a test says what to do where it is not.

CREATE TABLE sys_trigger_run_count (
    job TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    runs BIGINT NOT NULL,
    counted_on DATETIME NOT NULL CHECK (length(counted_on) = 19)
);
COMMENT ON TABLE sys_trigger_run_count IS 'What PurgeHistory found to be kept of a job''s runs.';
COMMENT ON COLUMN sys_trigger_run_count.job IS 'The job.';
COMMENT ON COLUMN sys_trigger_run_count.runs IS 'At most so many runs of it had ended and were on record, its last success and its last failure apart.';
COMMENT ON COLUMN sys_trigger_run_count.counted_on IS 'When they were counted, UTC. Those that ended since come on top.';

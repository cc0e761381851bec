-- In step with the file of this name in sql/schema: a test says what to do where it is not.

CREATE TABLE sys_trigger_local (
    trigger TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    next_action DATETIME NOT NULL CHECK (length(next_action) = 19),
    shown DATETIME NOT NULL CHECK (length(shown) = 19)
);
COMMENT ON TABLE sys_trigger_local IS 'What next_action of a trigger that goes by a zone was reckoned from.';
COMMENT ON COLUMN sys_trigger_local.trigger IS 'The trigger (sys_trigger.sys_id).';
COMMENT ON COLUMN sys_trigger_local.next_action IS 'Its next_action as it was reckoned, UTC. When that is another one by now, somebody set it by hand.';
COMMENT ON COLUMN sys_trigger_local.shown IS 'What the clock of the zone was to show then.';

-- When the clock of a zone was to show what: governments change the rules of zones while occurrences are still to come.

CREATE TABLE sys_trigger_local (
    -- What next_action of a trigger that goes by a zone was reckoned from.
    -- The trigger (sys_trigger.sys_id).
    trigger TEXT PRIMARY KEY NOT NULL,
    -- Its next_action as it was reckoned, UTC. When that is another one by now, somebody set it by hand.
    next_action DATETEXT NOT NULL CHECK (length(next_action) = 19),
    -- What the clock of the zone was to show then.
    shown DATETEXT NOT NULL CHECK (length(shown) = 19)
) WITHOUT ROWID;

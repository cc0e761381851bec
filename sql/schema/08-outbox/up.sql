-- What there is to tell, and who was told. Nothing is put here until somebody is on record who is to be told.

CREATE TABLE outbox_receiver (
    -- Who is told: each receiver of the file that --notify names, and `run --quiet`.
    -- Its name in that file.
    name TEXT PRIMARY KEY NOT NULL,
    -- command, webhook, mail; quiet for `run --quiet`.
    kind TEXT NOT NULL,
    -- The last message that it acknowledged (outbox_message.sequence): what comes after it is still to be told.
    acknowledged INTEGER NOT NULL,
    -- When that was, UTC.
    acknowledged_on DATETEXT CHECK (length(acknowledged_on) = 19),
    -- Attempts that failed since.
    failures INTEGER NOT NULL DEFAULT 0,
    -- Why the last one failed; never an address or a token.
    last_error TEXT,
    -- Not before this time is it tried again, UTC.
    next_attempt DATETEXT CHECK (length(next_attempt) = 19),
    -- The process that is telling it something.
    claimed_by TEXT,
    -- When it began to, UTC.
    claimed_on DATETEXT CHECK (length(claimed_on) = 19)
);

CREATE TABLE outbox_event (
    -- What happened, in order, as the triggers below see it.
    -- Order of the events.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Of issues opened, resolved, acknowledged, removed, overdue (acknowledged until a time that has passed); of jobs failed,
    -- ran; of tables doubted, trusted.
    event TEXT NOT NULL,
    -- What is told of once while it lasts: a MID Server or user by source, a job, a table.
    subject TEXT NOT NULL,
    -- The issue (ecc_agent_issue.sys_id), the job or the table.
    about TEXT NOT NULL,
    -- What was said of it: the message of the issue, the error of the run, the kind of doubt.
    detail TEXT,
    -- When it happened, UTC; NULL where nobody said.
    happened_on DATETEXT,
    -- When it was looked at, UTC; NULL until then.
    seen_on DATETEXT CHECK (length(seen_on) = 19),
    -- How the subject stands after it, as far as it was told: open, over, how often it failed, the kind of doubt.
    standing TEXT,
    -- The message that tells it (outbox_message.sequence); NULL where it was not worth one.
    message INTEGER
);

CREATE INDEX outbox_event_by_subject ON outbox_event (subject, sequence);
CREATE INDEX outbox_event_by_time ON outbox_event (seen_on);
CREATE INDEX outbox_event_unseen ON outbox_event (sequence) WHERE seen_on IS NULL;

CREATE TABLE outbox_message (
    -- What is told, in order, to every receiver.
    -- Order of the messages.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 32 hex digits, the same at every attempt: by it a receiver knows a message that comes again.
    sys_id TEXT NOT NULL UNIQUE CHECK (length(sys_id) = 32),
    -- When it was written, UTC.
    made_on DATETEXT NOT NULL CHECK (length(made_on) = 19),
    -- The message as JSON.
    body TEXT NOT NULL
);

CREATE INDEX outbox_message_by_time ON outbox_message (made_on);

CREATE TRIGGER outbox_issue_opened
AFTER INSERT ON ecc_agent_issue
WHEN NEW.state <> 'resolved' AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES (
        'opened',
        coalesce(NEW.source, '') || ':' || coalesce(
            NEW.mid_server, CASE NEW.source WHEN 'MIDUserConnectivity' THEN NEW.user_name END, NEW.message, NEW.sys_id
        ),
        NEW.sys_id, NEW.message, NEW.sys_created_on
    );
END;

-- Opened again, or certain now.
CREATE TRIGGER outbox_issue_opened_again
AFTER UPDATE OF state, unconfirmed ON ecc_agent_issue
WHEN ((OLD.state = 'resolved' AND NEW.state <> 'resolved')
        OR (OLD.unconfirmed IS NOT NULL AND NEW.unconfirmed IS NULL AND NEW.state <> 'resolved'))
    AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES (
        'opened',
        coalesce(NEW.source, '') || ':' || coalesce(
            NEW.mid_server, CASE NEW.source WHEN 'MIDUserConnectivity' THEN NEW.user_name END, NEW.message, NEW.sys_id
        ),
        NEW.sys_id, NEW.message, NEW.sys_updated_on
    );
END;

CREATE TRIGGER outbox_issue_resolved
AFTER UPDATE OF state ON ecc_agent_issue
WHEN OLD.state <> 'resolved' AND NEW.state = 'resolved' AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES (
        'resolved',
        coalesce(NEW.source, '') || ':' || coalesce(
            NEW.mid_server, CASE NEW.source WHEN 'MIDUserConnectivity' THEN NEW.user_name END, NEW.message, NEW.sys_id
        ),
        NEW.sys_id, NEW.resolved_by, NEW.resolved_on
    );
END;

CREATE TRIGGER outbox_issue_acknowledged
AFTER UPDATE OF state ON ecc_agent_issue
WHEN OLD.state <> 'acknowledged' AND NEW.state = 'acknowledged' AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES (
        'acknowledged',
        coalesce(NEW.source, '') || ':' || coalesce(
            NEW.mid_server, CASE NEW.source WHEN 'MIDUserConnectivity' THEN NEW.user_name END, NEW.message, NEW.sys_id
        ),
        NEW.sys_id, NEW.acknowledged_reason, NEW.acknowledged_on
    );
END;

-- An open issue that ages out is over as well: the next one of its subject is news.
CREATE TRIGGER outbox_issue_removed
AFTER DELETE ON ecc_agent_issue
WHEN OLD.state <> 'resolved' AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES (
        'removed',
        coalesce(OLD.source, '') || ':' || coalesce(
            OLD.mid_server, CASE OLD.source WHEN 'MIDUserConnectivity' THEN OLD.user_name END, OLD.message, OLD.sys_id
        ),
        OLD.sys_id, OLD.message, NULL
    );
END;

CREATE TRIGGER outbox_job_failed
AFTER UPDATE OF outcome ON sys_trigger_run
WHEN (NEW.outcome = 'failed' OR NEW.outcome = 'abandoned')
    AND OLD.outcome <> NEW.outcome
    AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES ('failed', 'job:' || NEW.job, NEW.job, NEW.error, NEW.finished);
END;

-- A job that works again, where its failure is the last thing on record.
CREATE TRIGGER outbox_job_ran
AFTER UPDATE OF outcome ON sys_trigger_run
WHEN NEW.outcome = 'ran'
    AND OLD.outcome <> 'ran'
    AND EXISTS (SELECT 1 FROM outbox_receiver)
    AND 'failed' = (
        SELECT event FROM outbox_event WHERE subject = 'job:' || NEW.job ORDER BY sequence DESC LIMIT 1
    )
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES ('ran', 'job:' || NEW.job, NEW.job, NULL, NEW.finished);
END;

CREATE TRIGGER outbox_doubt_begins
AFTER INSERT ON job_doubt
WHEN EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES ('doubted', 'table:' || NEW.table_name, NEW.table_name, NEW.kind, NEW.told_on);
END;

CREATE TRIGGER outbox_doubt_changes
AFTER UPDATE OF kind ON job_doubt
WHEN OLD.kind <> NEW.kind AND EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES ('doubted', 'table:' || NEW.table_name, NEW.table_name, NEW.kind, NEW.told_on);
END;

CREATE TRIGGER outbox_doubt_ends
AFTER DELETE ON job_doubt
WHEN EXISTS (SELECT 1 FROM outbox_receiver)
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    VALUES ('trusted', 'table:' || OLD.table_name, OLD.table_name, OLD.kind, NULL);
END;

CREATE VIEW v_outbox AS
-- Who is told, and how many messages each has still to acknowledge.
SELECT
    name AS receiver,
    kind,
    (SELECT count(*) FROM outbox_message WHERE sequence > outbox_receiver.acknowledged) AS waiting,
    replace(acknowledged_on, ' ', 'T') || 'Z' AS acknowledged_on,
    failures,
    last_error,
    replace(next_attempt, ' ', 'T') || 'Z' AS next_attempt
FROM outbox_receiver
ORDER BY name;

-- What sql/schema puts into the outbox. Nothing is put there until somebody is on record who is to be told.

CREATE FUNCTION subject_of(issue ecc_agent_issue) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(issue.source, '') || ':' || coalesce(
        issue.mid_server, CASE issue.source WHEN 'MIDUserConnectivity' THEN issue.user_name END, issue.message, issue.sys_id
    )
$$;
COMMENT ON FUNCTION subject_of IS 'What is told of once while it lasts.';

CREATE FUNCTION put_in_outbox_issue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    issue ecc_agent_issue := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    SELECT
        TG_ARGV[0],
        subject_of(issue),
        issue.sys_id,
        CASE TG_ARGV[0]
            WHEN 'resolved' THEN issue.resolved_by
            WHEN 'acknowledged' THEN issue.acknowledged_reason
            ELSE issue.message
        END,
        CASE
            WHEN TG_ARGV[0] = 'resolved' THEN issue.resolved_on
            WHEN TG_ARGV[0] = 'acknowledged' THEN issue.acknowledged_on
            WHEN TG_OP = 'INSERT' THEN issue.sys_created_on
            WHEN TG_OP = 'UPDATE' THEN issue.sys_updated_on
        END
    WHERE EXISTS (SELECT 1 FROM outbox_receiver);
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_issue_opened
AFTER INSERT ON ecc_agent_issue
FOR EACH ROW WHEN (NEW.state <> 'resolved')
EXECUTE FUNCTION put_in_outbox_issue('opened');

-- Opened again, or certain now.
CREATE TRIGGER outbox_issue_opened_again
AFTER UPDATE OF state, unconfirmed ON ecc_agent_issue
FOR EACH ROW WHEN (
    (OLD.state = 'resolved' AND NEW.state <> 'resolved')
    OR (OLD.unconfirmed IS NOT NULL AND NEW.unconfirmed IS NULL AND NEW.state <> 'resolved')
)
EXECUTE FUNCTION put_in_outbox_issue('opened');

CREATE TRIGGER outbox_issue_resolved
AFTER UPDATE OF state ON ecc_agent_issue
FOR EACH ROW WHEN (OLD.state <> 'resolved' AND NEW.state = 'resolved')
EXECUTE FUNCTION put_in_outbox_issue('resolved');

CREATE TRIGGER outbox_issue_acknowledged
AFTER UPDATE OF state ON ecc_agent_issue
FOR EACH ROW WHEN (OLD.state <> 'acknowledged' AND NEW.state = 'acknowledged')
EXECUTE FUNCTION put_in_outbox_issue('acknowledged');

-- An open issue that ages out is over as well: the next one of its subject is news.
CREATE TRIGGER outbox_issue_removed
AFTER DELETE ON ecc_agent_issue
FOR EACH ROW WHEN (OLD.state <> 'resolved')
EXECUTE FUNCTION put_in_outbox_issue('removed');

CREATE FUNCTION put_in_outbox_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    SELECT
        TG_ARGV[0], 'job:' || NEW.job, NEW.job, CASE TG_ARGV[0] WHEN 'failed' THEN NEW.error END, NEW.finished
    WHERE EXISTS (SELECT 1 FROM outbox_receiver)
        AND (
            TG_ARGV[0] = 'failed'
            OR 'failed' = (
                SELECT event FROM outbox_event WHERE subject = 'job:' || NEW.job ORDER BY sequence DESC LIMIT 1
            )
        );
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_job_failed
AFTER UPDATE OF outcome ON sys_trigger_run
FOR EACH ROW WHEN ((NEW.outcome = 'failed' OR NEW.outcome = 'abandoned') AND OLD.outcome <> NEW.outcome)
EXECUTE FUNCTION put_in_outbox_job('failed');

-- A job that works again, where its failure is the last thing on record.
CREATE TRIGGER outbox_job_ran
AFTER UPDATE OF outcome ON sys_trigger_run
FOR EACH ROW WHEN (NEW.outcome = 'ran' AND OLD.outcome <> 'ran')
EXECUTE FUNCTION put_in_outbox_job('ran');

CREATE FUNCTION put_in_outbox_doubt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    doubt job_doubt := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    INSERT INTO outbox_event (event, subject, about, detail, happened_on)
    SELECT
        TG_ARGV[0], 'table:' || doubt.table_name, doubt.table_name, doubt.kind,
        CASE TG_ARGV[0] WHEN 'doubted' THEN doubt.told_on END
    WHERE EXISTS (SELECT 1 FROM outbox_receiver);
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_doubt_begins
AFTER INSERT ON job_doubt
FOR EACH ROW
EXECUTE FUNCTION put_in_outbox_doubt('doubted');

CREATE TRIGGER outbox_doubt_changes
AFTER UPDATE OF kind ON job_doubt
FOR EACH ROW WHEN (OLD.kind <> NEW.kind)
EXECUTE FUNCTION put_in_outbox_doubt('doubted');

CREATE TRIGGER outbox_doubt_ends
AFTER DELETE ON job_doubt
FOR EACH ROW
EXECUTE FUNCTION put_in_outbox_doubt('trusted');

-- The business rule "Check for bad MID credential after clone", as sql/schema has it: whoever sets a MID Server from Down
-- to Up, its open clone issues are resolved. It has the rights of whoever made the schema, so that a step sets it off that
-- may not write to syslog.

CREATE FUNCTION check_for_bad_mid_credential_after_clone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    moment text := CASE
        WHEN NEW.sys_updated_on > coalesce(OLD.sys_updated_on, '') THEN NEW.sys_updated_on
        ELSE moment_now()
    END;
BEGIN
    UPDATE ecc_agent_issue
    SET state = 'resolved',
        resolved_by = 'Check for bad MID credential after clone',
        resolved_on = moment,
        sys_updated_on = moment
    WHERE mid_server = NEW.sys_id AND source = 'InstanceClone' AND state <> 'resolved';
    RETURN NULL;
END
$$;

CREATE TRIGGER check_for_bad_mid_credential_after_clone
AFTER UPDATE OF status ON ecc_agent
FOR EACH ROW WHEN (OLD.status = 'Down' AND NEW.status = 'Up')
EXECUTE FUNCTION check_for_bad_mid_credential_after_clone();

-- One line a message: what would break or steer it is shown. A name with anything else of that kind is left out.
CREATE FUNCTION shown_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN shown !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]' THEN shown
    END
    FROM (
        SELECT replace(replace(replace(replace(replace(name,
            chr(10), '\n'), chr(13), '\r'), chr(9), '\t'), chr(27), '\u{1b}'), chr(155), '\u{9b}') AS shown
    ) AS line
$$;
COMMENT ON FUNCTION shown_name IS 'The name as a log line shows it; NULL where it cannot be shown.';

CREATE FUNCTION check_for_bad_mid_credential_after_clone_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO syslog (sys_created_on, level, source, message)
    SELECT
        NEW.resolved_on,
        0,
        NEW.resolved_by,
        'resolved issue ' || NEW.sys_id || ': MID Server ' || coalesce(shown_name(agent.name), agent.sys_id) || ' is Up again'
    FROM ecc_agent AS agent
    WHERE agent.sys_id = NEW.mid_server;
    RETURN NULL;
END
$$;

-- A line for each issue that the rule resolved.
CREATE TRIGGER check_for_bad_mid_credential_after_clone_log
AFTER UPDATE OF state ON ecc_agent_issue
FOR EACH ROW WHEN (
    NEW.state = 'resolved' AND OLD.state <> 'resolved' AND NEW.resolved_by = 'Check for bad MID credential after clone'
)
EXECUTE FUNCTION check_for_bad_mid_credential_after_clone_log();

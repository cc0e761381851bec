-- The business rule "Check for bad MID credential after clone": whoever sets a MID Server from Down
-- to Up, its open clone issues are resolved, with no program running but the one that writes.
-- There is no :now here. The time is that of the change where the writer gives one, as an import
-- does in sys_updated_on; else the database's clock.
CREATE TRIGGER check_for_bad_mid_credential_after_clone
AFTER UPDATE OF status ON ecc_agent
WHEN OLD.status = 'Down' AND NEW.status = 'Up'
BEGIN
    UPDATE ecc_agent_issue
    SET state = 'resolved',
        resolved_by = 'Check for bad MID credential after clone',
        (resolved_on, sys_updated_on) = (
            SELECT moment, moment
            FROM (
                SELECT
                    CASE
                        WHEN NEW.sys_updated_on > coalesce(OLD.sys_updated_on, '') THEN NEW.sys_updated_on
                        ELSE CURRENT_TIMESTAMP
                    END AS moment
            )
        )
    WHERE mid_server = NEW.sys_id AND source = 'InstanceClone' AND state <> 'resolved';
END;

-- A line for each issue that the rule resolved.
CREATE TRIGGER check_for_bad_mid_credential_after_clone_log
AFTER UPDATE OF state ON ecc_agent_issue
WHEN NEW.state = 'resolved'
    AND OLD.state <> 'resolved'
    AND NEW.resolved_by = 'Check for bad MID credential after clone'
BEGIN
    INSERT INTO syslog (sys_created_on, level, source, message)
    SELECT
        NEW.resolved_on,
        0,
        NEW.resolved_by,
        'resolved issue ' || NEW.sys_id || ': MID Server ' || coalesce(agent.name, agent.sys_id) || ' is Up again'
    FROM ecc_agent AS agent
    WHERE agent.sys_id = NEW.mid_server;
END;

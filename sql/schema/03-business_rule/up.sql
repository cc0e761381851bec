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
        'resolved issue ' || NEW.sys_id || ': MID Server ' || coalesce(agent.shown, agent.sys_id) || ' is Up again'
    -- One line a message: what would break or steer it is shown. A name with anything else of that kind is left out.
    FROM (
        SELECT
            line.sys_id,
            CASE
                WHEN line.name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159)
                    || char(8203) || '-' || char(8207) || char(8232) || '-' || char(8238) || char(8288) || '-' || char(8303)
                    || char(173) || char(1564) || char(65279) || ']*'
                    THEN line.name
            END AS shown
        FROM (
            SELECT
                ecc_agent.sys_id,
                replace(replace(replace(replace(replace(ecc_agent.name,
                    char(10), '\n'), char(13), '\r'), char(9), '\t'), char(27), '\u{1b}'), char(155), '\u{9b}') AS name
            FROM ecc_agent
            WHERE ecc_agent.sys_id = NEW.mid_server
        ) AS line
    ) AS agent;
END;

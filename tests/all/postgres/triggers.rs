//! What the triggers of either schema write is the same, whatever sets them off.

use rusqlite::Connection;

use super::both::{of_postgres, prepared};
use super::schema::whole;
use super::server::Server;
use crate::support::{Test, query};

/// Rows to begin with: a bystander of each kind, and somebody who is to be told.
const BEGIN: &str = "
    INSERT INTO outbox_receiver (name, kind, acknowledged) VALUES ('r', 'command', 0);
    INSERT INTO writing (who, as_of) VALUES ('import', '2026-03-01 12:30:00');
    INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count)
        VALUES ('ecc_agent', 'import', 'f', '2026-03-01 12:00:00', '2026-03-01 11:59:00', 2);
    INSERT INTO ecc_agent (sys_id, name, status) VALUES
        ('000000000000000000000000000000a1', 'emea', 'Down'),
        ('000000000000000000000000000000a2', 'bystander', 'Down'),
        ('000000000000000000000000000000a3', 'line
break', 'Down'),
        ('000000000000000000000000000000a4', 'turned \u{202e} round', 'Down');
    INSERT INTO ecc_agent_issue (sys_id, mid_server, source, message, sys_created_on)
        SELECT '000000000000000000000000000000b' || substr(sys_id, 32, 1), sys_id, 'InstanceClone', 'down', '2026-03-01 12:10:00'
        FROM ecc_agent ORDER BY sys_id;
    INSERT INTO ecc_agent_issue (sys_id, user_name, source, message, unconfirmed, sys_created_on)
        VALUES ('000000000000000000000000000000c1', 'svc', 'MIDUserConnectivity', 'locked', 'a gap', '2026-03-01 12:11:00');
    INSERT INTO sys_trigger_run (sys_id, trigger, job, due, outcome)
        VALUES ('000000000000000000000000000000d1', 't', 'J', '2026-03-01 12:00:00', 'running');
    INSERT INTO job_doubt (job, table_name, kind, told_on) VALUES ('J', 'sysevent', 'old', '2026-03-01 12:00:00');
";

/// What is done, a statement after another.
const CHANGES: [&str; 15] = [
    "UPDATE ecc_agent SET status = 'Up', sys_updated_on = '2026-03-01 12:40:00' WHERE name = 'emea'",
    "UPDATE ecc_agent SET status = 'Up', sys_updated_on = '2026-03-01 12:40:00' WHERE sys_id > '000000000000000000000000000000a2'",
    "UPDATE ecc_agent SET status = 'Up' WHERE name = 'emea'",
    "UPDATE ecc_agent SET status = NULL WHERE name = 'emea'",
    "UPDATE ecc_agent SET name = 'other' WHERE name = 'emea'",
    "UPDATE ecc_agent_issue SET unconfirmed = NULL, sys_updated_on = '2026-03-01 12:41:00' WHERE user_name = 'svc'",
    "UPDATE ecc_agent_issue SET state = 'acknowledged', acknowledged_on = '2026-03-01 12:42:00', acknowledged_reason = 'known'
        WHERE user_name = 'svc'",
    "UPDATE ecc_agent_issue SET state = 'resolved', resolved_by = 'by hand', resolved_on = '2026-03-01 12:43:00' WHERE user_name = 'svc'",
    "UPDATE ecc_agent_issue SET state = 'new', sys_updated_on = '2026-03-01 12:44:00' WHERE user_name = 'svc'",
    "DELETE FROM ecc_agent_issue WHERE user_name = 'svc'",
    "UPDATE sys_trigger_run SET outcome = 'failed', error = 'no', finished = '2026-03-01 12:45:00'",
    "UPDATE sys_trigger_run SET outcome = 'ran', finished = '2026-03-01 12:46:00'",
    "UPDATE job_doubt SET kind = 'gap', told_on = '2026-03-01 12:47:00'",
    "DELETE FROM job_doubt",
    "DELETE FROM outbox_receiver",
];

/// What triggers write. The order of what one statement sets off is nobody's.
const WRITTEN: [&str; 4] = [
    "SELECT sys_created_on, level, source, message, run FROM syslog ORDER BY 1, 4",
    "SELECT mid_server, old_status, status, seen_until, changed_on, who FROM mid_server_history ORDER BY sequence, 1",
    "SELECT event, subject, about, detail, happened_on FROM outbox_event ORDER BY 3, 1, 5",
    "SELECT sys_id, state, resolved_on, resolved_by, sys_updated_on FROM ecc_agent_issue ORDER BY 1",
];

fn written(connection: &Connection, question: &str) -> Vec<String> {
    query(connection, question).into_iter().map(|line| line.replace("NULL", "")).collect()
}

#[test]
fn the_triggers_of_both_engines_write_the_same() {
    let Some(server) = Server::start() else { return };
    let mut client = server.client("postgres");
    client.batch_execute(&whole()).unwrap();
    let test = Test::init();
    let connection = test.connection();
    connection.execute_batch("DELETE FROM syslog; DELETE FROM sys_trigger_run").unwrap();
    for statement in std::iter::once(BEGIN).chain(CHANGES) {
        connection.execute_batch(statement).unwrap();
        client.batch_execute(statement).unwrap();
        for question in WRITTEN {
            let (asked, _) = prepared(&mut client, question);
            let there: Vec<String> = of_postgres(&mut client, &asked, &[])
                .unwrap()
                .into_iter()
                .map(|line| line.replace("NULL", ""))
                .collect();
            assert_eq!(written(&connection, question), there, "after {statement}\n{question}");
        }
    }
    assert_eq!(query(&connection, "SELECT count(*) > 12 FROM outbox_event"), ["1"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM mid_server_history"), ["4"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM syslog"), ["3"]);
}

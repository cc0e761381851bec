//! Issues that open by the hundred: the trigger that notes each for whoever is told is left out only where it notes nothing.

use crate::support::Test;
use crate::support::rows::{issue, mid_server};

const SEEING: &str = "AFTER INSERT ON ecc_agent_issue BEGIN INSERT INTO seen VALUES (NEW.user_name); END";

/// A job that finds 300 users, and beside them an issue of another source.
fn finding_many() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "mid-1", "Down", "")).sql(&issue('1', 'a', "InstanceClone", "new"));
    test.job_file(
        "many.toml",
        r#"name = "Many"
description = "Finds many"
source = "Many"

[[steps]]
sql = '''
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300)
SELECT NULL AS mid_server, 'user' || n AS user_name, 'number ' || n AS message, NULL AS sys_domain FROM number'''
"#,
    );
    test.job("up", "UPDATE ecc_agent SET status = 'Up'");
    test
}

fn opened(test: &Test) -> Vec<String> {
    test.run(&["run-now", "Many"]).done();
    test.query("SELECT source, state, count(*) FROM ecc_agent_issue GROUP BY 1, 2")
}

const OPENED: [&str; 2] = ["InstanceClone|new|1", "Many|new|300"];

#[test]
fn each_is_noted_where_somebody_is_told_and_none_where_nobody_is() {
    for (receivers, noted) in [(0, "0"), (1, "300")] {
        let test = finding_many();
        for _ in 0..receivers {
            test.sql("INSERT INTO outbox_receiver (name, kind, acknowledged) VALUES ('r', 'command', 0)");
        }
        assert_eq!(opened(&test), OPENED);
        assert_eq!(
            test.value("SELECT count(DISTINCT about) FROM outbox_event WHERE event = 'opened'"),
            noted
        );
    }
}

#[test]
fn no_other_trigger_of_the_schema_follows_an_issue_that_opens() {
    let inserting = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'ecc_agent_issue' AND sql LIKE '%INSERT ON ecc_agent_issue%'";
    assert_eq!(Test::init().query(inserting), ["outbox_issue_opened"]);
}

#[test]
fn a_trigger_of_somebody_else_sees_each_of_them() {
    for made in
        ["CREATE TRIGGER seeing", "DROP TRIGGER outbox_issue_opened; CREATE TRIGGER outbox_issue_opened"]
    {
        let test = finding_many();
        test.sql(&format!("CREATE TABLE seen (user_name); {made} {SEEING}"));
        assert_eq!(opened(&test), OPENED);
        assert_eq!(test.value("SELECT count(DISTINCT user_name) FROM seen"), "300", "{made}");
    }
}

#[test]
fn what_runs_after_them_sets_off_what_it_always_does() {
    let test = finding_many();
    test.run(&["run-now", "Many", "up"]).done();
    assert_eq!(
        test.query("SELECT source, state, count(*) FROM ecc_agent_issue GROUP BY 1, 2"),
        ["InstanceClone|resolved|1", "Many|new|300"]
    );
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE message LIKE '%mid-1 is Up again'"), "1");
}

//! docs/json.md says of each field whether it may be null, and nothing else is.

use serde_json::Value;

use crate::support::Test;

/// A command, the name of its rows, and its fields, each with whether it may be null.
struct Documented {
    command: &'static str,
    rows: &'static str,
    fields: Vec<(&'static str, bool)>,
}

fn documented() -> Vec<Documented> {
    let lines = include_str!("../../../docs/json.md").lines().filter(|line| line.starts_with("| `"));
    let read = |line: &'static str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let quoted = |cell: &'static str| cell.split('`').nth(1).unwrap();
        let parts: Vec<&str> = cells[3].split(';').next().unwrap().split('`').collect();
        let fields = parts.iter().enumerate().skip(1).step_by(2);
        let fields = fields.map(|(place, name)| (*name, parts[place + 1].starts_with('?'))).collect();
        Documented { command: quoted(cells[1]), rows: quoted(cells[2]), fields }
    };
    lines.map(read).collect()
}

/// The fields that were null, and that some rows were seen.
#[track_caller]
fn nulls_of(test: &Test, documented: &Documented, at: &str) -> Vec<&'static str> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let words = documented.command.split(' ').map(|word| if word == "samples" { samples } else { word });
    let args: Vec<&str> = ["--json"].into_iter().chain(words).collect();
    let found = test.run(&args).at(at).output().json();
    let rows = found[documented.rows].as_array().unwrap().clone();
    let is_null = |name: &str| rows.iter().any(|row| row.get(name) == Some(&Value::Null));
    documented.fields.iter().map(|(name, _)| *name).filter(|name| is_null(name)).collect()
}

fn assert_only_what_may_be_null_is(test: &Test, commands: &[&str], at: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for documented in documented().iter().filter(|it| commands.is_empty() || commands.contains(&it.command)) {
        for null in nulls_of(test, documented, at) {
            let may = documented.fields.contains(&(null, true));
            assert!(
                may,
                "{} of {} is null, and docs/json.md does not say that it may",
                null, documented.command
            );
            seen.push(format!("{} {null}", documented.command));
        }
    }
    seen
}

#[test]
fn only_what_may_be_null_is_in_a_whole_story() {
    let test = Test::new();
    test.run(&["--db", "midjobs.db", "demo"]).at_no_time().done();
    assert_only_what_may_be_null_is(&test, &[], "2026-03-31 14:00:00");
}

/// Rows with as little in them as may be.
fn sparse() -> Test {
    let test = Test::init();
    test.sql(
        "INSERT INTO ecc_agent (sys_id) VALUES ('aaaaaaaa00000000000000000000000a');
         INSERT INTO ecc_agent (sys_id, status) VALUES ('aaaaaaaa00000000000000000000000b', 'Down');
         INSERT INTO ecc_agent_issue (sys_id, source, message) VALUES
            ('bbbbbbbb00000000000000000000000b', NULL, NULL);
         INSERT INTO sys_trigger (name, next_action) VALUES ('Gone', '2026-03-02 00:00:00');
         INSERT INTO sys_trigger_run (trigger, job, due, outcome) VALUES ('x', 'PurgeAgentIssues', '2026-03-01 11:00:00', 'skipped');
         INSERT INTO syslog (sys_created_on, level, source, message) VALUES ('2026-03-01 11:00:00', 0, 'x', 'y');
         INSERT INTO clone_instance (sys_id) VALUES ('cccccccc00000000000000000000000c')",
    );
    test
}

#[test]
fn only_what_may_be_null_is_where_rows_have_next_to_nothing_in_them() {
    let commands = [
        "issues",
        "mids",
        "jobs",
        "jobs next",
        "runs",
        "explain PurgeAgentIssues",
        "log",
        "status",
        "tables",
        "why",
        "doctor",
        "after-clone --list",
    ];
    let seen = assert_only_what_may_be_null_is(&sparse(), &commands, "2026-03-01 12:00:00");
    for null in [
        "issues message",
        "mids mid_server",
        "mids status",
        "jobs schedule",
        "runs started",
        "log run",
        "tables rows",
    ] {
        assert!(seen.iter().any(|name| name == null), "{null} was not seen as null: {seen:?}");
    }
}

//! The schema explains itself: `.schema` at the `sqlite3` prompt says what every table and column is.

use crate::support::{Test, query, rows};

/// Name and CREATE statement of everything of that kind.
fn created(test: &Test, kind: &str) -> Vec<(String, String)> {
    let ours = format!("FROM sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    let names = test.query(&format!("SELECT name {ours}"));
    let made = names.into_iter().map(|name| {
        let sql = test.value(&format!("SELECT sql FROM sqlite_schema WHERE name = '{name}'"));
        (name, sql)
    });
    made.collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().strip_prefix("-- ").is_some_and(|text| text.len() > 3)
}

#[test]
fn every_table_begins_with_a_comment_that_says_what_it_holds() {
    for (name, sql) in created(&Test::init(), "table") {
        assert!(sql.lines().nth(1).is_some_and(is_comment), "the table {name} has no comment");
    }
}

#[test]
fn every_column_has_a_comment_of_its_own() {
    let test = Test::init();
    for (table, sql) in created(&test, "table") {
        // The comment of the table itself is no column's.
        let lines: Vec<&str> = sql.lines().skip(2).collect();
        for column in test.query(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            let at = lines.iter().position(|line| line.split_whitespace().next() == Some(column.as_str()));
            let commented = at.is_some_and(|at| at > 0 && is_comment(lines[at - 1]));
            assert!(commented, "the column {table}.{column} has no comment");
        }
    }
}

#[test]
fn every_view_begins_with_a_comment_that_says_what_it_shows() {
    for (name, sql) in created(&Test::init(), "view") {
        assert!(sql.lines().nth(1).is_some_and(is_comment), "the view {name} has no comment");
    }
}

#[test]
fn every_view_runs() {
    let test = Test::init().seen();
    test.sql(&rows::mid_server('a', "emea", "Down", "svc.emea")).run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-02 13:00:00").done();
    let connection = test.connection();
    for (name, _) in created(&test, "view") {
        query(&connection, &format!("SELECT * FROM {name}"));
    }
    assert_eq!(query(&connection, "SELECT mid_server, state, count FROM v_open_issues"), ["emea|New|2"]);
    assert_eq!(query(&connection, "SELECT mid_server, status FROM v_mid_server_issues"), ["emea|Down"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM v_last_runs WHERE outcome = 'ran'"), ["5"]);
}

#[test]
fn times_in_views_are_iso() {
    let test = Test::init();
    let due = test.query("SELECT next_action FROM v_due_triggers WHERE job = 'PurgeAgentIssues'");
    assert_eq!(due, ["2026-03-02T12:00:00Z"]);
}

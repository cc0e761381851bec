//! The plan of every statement on tables that grow: each searches an index, but for those that are listed with a reason.

mod listed;

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::Test;
use listed::GO_THROUGH;

/// Tables that grow with the instance or with time, by what statements call them.
const THAT_GROW: [&str; 29] = [
    "ecc_agent",
    "ecc_agent_config",
    "ecc_agent_issue",
    "sys_user",
    "sys_user_has_role",
    "sysevent",
    "sys_trigger",
    "sys_trigger_run",
    "syslog",
    "mid_server_history",
    "load_coverage",
    "account_history",
    "row_absent",
    "mid_server_cause",
    "agent",
    "account",
    "config",
    "held",
    "event",
    "issue",
    "run",
    "newer",
    "newest",
    "owner",
    "once",
    "first",
    "load",
    "later",
    "open_issue",
];

/// The statements that look, judge, run or purge.
const FOLDERS: [&str; 12] = [
    "look", "rules", "steps", "trigger", "run", "runner", "report", "coverage", "intake", "syslog", "why",
    "standing",
];

/// The files of a folder, with their statements.
fn statements(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
        match path.is_dir() {
            true => found.extend(statements(&name)),
            false => found.push((name, fs::read_to_string(path).unwrap())),
        }
    }
    found.sort();
    found
}

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = statement.raw_query().mapped(|row| row.get::<_, String>("detail"));
    rows.map(Result::unwrap).collect()
}

/// Whether a step of a statement goes from end to end through a table that grows, by whatever name the statement has for it.
fn goes_through(sql: &str, step: &str) -> bool {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let name = step.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next());
    let grows = |words: &[&str], name| words[1..] == ["AS", name] && THAT_GROW.contains(&words[0]);
    name.is_some_and(|name| THAT_GROW.contains(&name) || words.windows(3).any(|words| grows(words, name)))
}

#[test]
fn every_statement_that_looks_judges_runs_or_purges_searches_an_index_or_says_why_not() {
    let test = Test::init();
    let connection = test.connection();
    let mut unlisted = Vec::new();
    let mut used = vec![false; GO_THROUGH.len()];
    for folder in FOLDERS {
        for (name, sql) in statements(folder) {
            let steps = plan(&connection, &sql);
            for step in steps.iter().filter(|step| goes_through(&sql, step)) {
                match GO_THROUGH.iter().position(|(file, known, _)| (*file, *known) == (&name, step)) {
                    Some(place) => used[place] = true,
                    None => unlisted.push(format!("{name}: {step}, of {steps:#?}")),
                }
            }
        }
    }
    unlisted.sort();
    unlisted.dedup();
    assert!(unlisted.is_empty(), "\n{}", unlisted.join("\n"));
    assert!(used.iter().all(|used| *used), "listed, and no longer so: {used:?}");
}

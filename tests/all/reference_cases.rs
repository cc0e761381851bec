//! Every reference case in tests/cases, played through the built binary; its README says how.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::support::Test;
use midjobs::time::{Span, Time};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value as Json};

/// What a row of `ecc_agent_issue` must say; the other columns are ours.
const ISSUE: [&str; 7] = ["mid_server", "source", "state", "message", "count", "last_detected", "sys_domain"];

/// A case that is being played on a database of its own.
struct Play {
    test: Test,
    foreign: Connection,
}

#[test]
fn every_reference_case_has_its_issues_after_every_step() {
    let cases = Mutex::new(case_files());
    assert!(!cases.lock().unwrap().is_empty());
    let next = || cases.lock().unwrap().pop_front();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| std::iter::from_fn(next).for_each(|case| play(&case)));
        }
    });
}

fn case_files() -> VecDeque<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.with_extension("golden.json").is_file()).collect()
}

fn play(case: &Path) {
    let story = read(case);
    let golden = read(&case.with_extension("golden.json"));
    let play = Play::new();
    for (table, rows) in story["tables"].as_object().unwrap() {
        rows.as_array().unwrap().iter().for_each(|row| play.insert(table, row));
    }
    let steps = story["steps"].as_array().unwrap().iter().zip(golden["steps"].as_array().unwrap());
    for (number, (step, expected)) in steps.enumerate() {
        play.step(step);
        let expected = expected["ecc_agent_issue"].as_array().unwrap().iter().map(issue_in_words);
        let mut expected: Vec<String> = expected.collect();
        expected.sort();
        assert_eq!(play.issues(), expected, "{}, step {number}: {step}", case.display());
    }
}

fn read(path: &Path) -> Json {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(step: &'a Json, field: &str) -> &'a str {
    step[field].as_str().unwrap_or_else(|| panic!("{field} of {step}"))
}

fn issue_in_words(row: &Json) -> String {
    ISSUE.map(|column| format!("{column} {}", row[column])).join(", ")
}

fn to_sql(value: &Json) -> Sql {
    match value {
        Json::Null => Sql::Null,
        Json::Bool(truth) => Sql::Integer((*truth).into()),
        Json::Number(number) => Sql::Integer(number.as_i64().unwrap()),
        Json::String(text) => Sql::Text(text.clone()),
        other => panic!("{other} is no value of a row"),
    }
}

impl Play {
    fn new() -> Self {
        let test = Test::init();
        let foreign = test.connection();
        foreign.execute_batch("PRAGMA synchronous = OFF").unwrap();
        Self { test, foreign }
    }

    fn step(&self, step: &Json) {
        match text(step, "do") {
            "after_clone" => {
                self.midjobs(step, &["after-clone"]);
                self.assert_both_checks_are_scheduled(text(step, "at"));
            }
            "clone_job" => {
                self.midjobs(step, &["run-now", &format!("BadMIDCredentialAfterClone-{}", step["seq"])]);
            }
            "connectivity" => {
                let (window, debug) = (format!("{}ms", step["window_ms"]), step["debug"].to_string());
                self.midjobs(step, &["check-connectivity", "--window", &window, "--debug", &debug]);
            }
            "set_status" => self.update("ecc_agent", text(step, "agent"), "status", &step["status"]),
            "set_field" => {
                self.update(text(step, "table"), text(step, "sys_id"), text(step, "field"), &step["value"]);
            }
            "insert_event" => self.insert("sysevent", &event(step)),
            "insert_row" => self.insert(text(step, "table"), &step["row"]),
            "delete_row" => self.delete(text(step, "table"), text(step, "sys_id")),
            "acknowledge" => self.acknowledge(text(step, "source")),
            other => panic!("nobody knows how to {other}"),
        }
    }

    fn midjobs(&self, step: &Json, args: &[&str]) {
        let ended = self.test.run(args).at(text(step, "at")).output();
        assert_eq!(ended.code(), 0, "{step}: {}", ended.stderr());
    }

    fn insert(&self, table: &str, row: &Json) {
        let row: &Map<String, Json> = row.as_object().unwrap();
        let columns = row.keys().cloned().collect::<Vec<_>>().join(", ");
        let places = vec!["?"; row.len()].join(", ");
        let statement = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
        self.foreign.execute(&statement, rusqlite::params_from_iter(row.values().map(to_sql))).unwrap();
    }

    fn update(&self, table: &str, sys_id: &str, field: &str, value: &Json) {
        let statement = format!("UPDATE {table} SET {field} = ? WHERE sys_id = ?");
        self.foreign.execute(&statement, (to_sql(value), sys_id)).unwrap();
    }

    fn delete(&self, table: &str, sys_id: &str) {
        self.foreign.execute(&format!("DELETE FROM {table} WHERE sys_id = ?"), [sys_id]).unwrap();
    }

    fn acknowledge(&self, source: &str) {
        let statement =
            "UPDATE ecc_agent_issue SET state = 'acknowledged' WHERE source = ? AND state = 'new'";
        self.foreign.execute(statement, [source]).unwrap();
    }

    fn issues(&self) -> Vec<String> {
        let columns = ISSUE.map(|column| format!("'{column}', {column}")).join(", ");
        let statement = format!("SELECT json_object({columns}) FROM ecc_agent_issue");
        let mut statement = self.foreign.prepare(&statement).unwrap();
        let rows = statement.query_map((), |row| row.get::<_, String>(0)).unwrap();
        let mut issues: Vec<String> =
            rows.map(|row| issue_in_words(&serde_json::from_str(&row.unwrap()).unwrap())).collect();
        issues.sort();
        issues
    }

    fn assert_both_checks_are_scheduled(&self, completed: &str) {
        let statement = "SELECT name, next_action FROM sys_trigger WHERE trigger_type = 0 ORDER BY name";
        let mut statement = self.foreign.prepare(statement).unwrap();
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let scheduled: Vec<(String, String)> = rows.map(Result::unwrap).collect();
        let completed = Time::parse(completed).unwrap();
        let check = |number: usize, minutes: u64| {
            let at = completed + Span::from_seconds(minutes * 60);
            (format!("BadMIDCredentialAfterClone-{number}"), at.to_string())
        };
        assert_eq!(scheduled, [check(1, 15), check(2, 75)]);
    }
}

fn event(step: &Json) -> Json {
    serde_json::json!({ "name": step["name"], "parm1": step["parm1"], "sys_created_on": step["at"] })
}

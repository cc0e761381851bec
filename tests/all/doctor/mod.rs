//! `doctor`: each check with its fault and without it; it only reads, and says what it can of a file that does not open.

mod file;
mod notifications;
mod place;
mod schedule;

use serde_json::Value;

use crate::support::{Exec, Test};

/// A quarter of an hour after everything was loaded: all is well.
const WELL_AT: &str = "2026-03-01 12:15:00";

/// What the doctor says of one thing, as `verdict: found`.
#[track_caller]
fn told(exec: Exec, check: &str) -> String {
    let ended = exec.output();
    let json: Value = ended.json();
    let answers = json["doctor"].as_array().unwrap();
    let answer = answers.iter().find(|answer| answer["check"] == check).unwrap();
    let cured = answer["cure"].is_string();
    let verdict = answer["verdict"].as_str().unwrap();
    assert_eq!(cured, !matches!(verdict, "ok" | "not seen"), "{answer}");
    format!("{verdict}: {}", answer["found"].as_str().unwrap())
}

fn doctor(test: &Test) -> Exec {
    test.run(&["doctor", "--json", "--lock-timeout", "100ms"]).at(WELL_AT)
}

/// Asserts that a check finds a fault with these words, and what the command exits with.
#[track_caller]
fn finds(test: &Test, check: &str, words: &str, code: i32) {
    let said = told(doctor(test), check);
    assert!(said.contains(words), "{said}");
    doctor(test).ends_with(code);
}

/// Asserts that a check finds nothing.
#[track_caller]
fn is_well(test: &Test, check: &str) {
    let said = told(doctor(test), check);
    assert!(said.starts_with("ok: "), "{said}");
}

#[test]
fn where_all_is_well_every_check_says_so_and_nothing_is_written() {
    let test = Test::init().seen();
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let before = std::fs::read(test.db()).unwrap();
    let ended = test.run(&["doctor"]).at(WELL_AT).done();
    assert!(ended.stdout().ends_with("all 17 checks are well\n"), "{ended}");
    assert!(ended.stdout().lines().all(|line| line.chars().count() <= 80), "{ended}");
    assert_eq!(ended.stderr(), "");
    assert_eq!(std::fs::read(test.db()).unwrap(), before);
}

#[test]
fn where_there_is_no_database_there_is_nothing_to_look_at() {
    let test = Test::new();
    assert!(test.run(&["doctor"]).ends_with(3).stderr().contains("there is no such file"));
    test.file("midjobs.db", "sys_id,name\n");
    assert!(test.run(&["doctor"]).ends_with(3).stderr().contains("it is not an SQLite database"));
}

#[test]
fn what_is_not_well_is_told_with_what_to_do_and_counted() {
    let test = Test::init();
    let ended = test.run(&["doctor"]).at(WELL_AT).ends_with(1);
    assert!(ended.stdout().contains("warning  data             "), "{ended}");
    assert!(ended.stdout().contains("do: "), "{ended}");
    assert!(ended.stdout().ends_with("1 warning of 17 checks\n"), "{ended}");
}

//! What others leave: a write-ahead log of a crash, and files that were copied while in use.

use std::fs;

use crate::company::{INSERTING, assert_each_ran_once, due};
use crate::support::Test;

fn with_due_triggers() -> Test {
    let test = Test::init();
    // A job that may take no longer than a second has each commit for itself.
    let alone = INSERTING.replace("[[steps]]", "timeout = \"1s\"\n\n[[steps]]");
    test.job_file("inserting.toml", &alone);
    due(&test, "Inserting", 3);
    test
}

/// Copies the file and whatever of its companions is named.
fn copy(from: &Test, companions: &[&str]) -> Test {
    let to = Test::new();
    to.job_file("inserting.toml", INSERTING);
    for suffix in companions {
        let name = format!("midjobs.db{suffix}");
        fs::copy(from.path(&name), to.path(&name)).unwrap();
    }
    to
}

/// A program with the file open and commits that are in the log alone.
fn in_use(test: &Test) -> rusqlite::Connection {
    let connection = test.connection();
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO sys_user (user_name) VALUES ('logged')")
        .unwrap();
    assert!(fs::metadata(test.path("midjobs.db-wal")).unwrap().len() > 0);
    connection
}

#[test]
#[cfg(debug_assertions)]
fn a_log_left_by_a_crash_is_read_and_run_from() {
    let test = with_due_triggers();
    test.run(&["run"]).env("MIDJOBS_KILL_AT", "before-work:3").output().was_killed();
    assert!(fs::metadata(test.path("midjobs.db-wal")).unwrap().len() > 0);
    // As after a power cut: the index of the log is gone.
    fs::remove_file(test.path("midjobs.db-shm")).unwrap();
    let listed = test.run(&["runs", "--outcome", "ran"]).done().stdout();
    assert_eq!(listed.matches("Inserting").count(), 2, "{listed}");
    test.run(&["run"]).done();
    assert_each_ran_once(&test, 3);
    assert_eq!(test.value("SELECT sum(abandoned) FROM sys_trigger_run"), "1");
}

#[test]
#[cfg(debug_assertions)]
fn a_log_that_breaks_off_in_the_middle_of_a_commit_is_used_up_to_the_commit_before() {
    let test = with_due_triggers();
    test.run(&["run"]).env("MIDJOBS_KILL_AT", "after-work:2").output().was_killed();
    let log = test.path("midjobs.db-wal");
    let length = fs::metadata(&log).unwrap().len();
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(length - 100).unwrap();
    fs::remove_file(test.path("midjobs.db-shm")).unwrap();
    test.run(&["run"]).done();
    assert_each_ran_once(&test, 3);
}

#[test]
fn a_file_copied_with_its_log_while_in_use_has_every_commit() {
    let test = with_due_triggers();
    let connection = in_use(&test);
    connection.execute_batch("BEGIN IMMEDIATE; DELETE FROM sys_trigger;").unwrap();
    let copy = copy(&test, &["", "-wal"]);
    copy.run(&["run"]).done();
    assert_eq!(copy.query("SELECT user_name FROM sys_user"), ["logged"]);
    assert_each_ran_once(&copy, 3);
}

#[test]
fn a_file_copied_without_its_log_while_in_use_is_sound_and_older() {
    let test = with_due_triggers();
    let _connection = in_use(&test);
    let copy = copy(&test, &[""]);
    copy.run(&["run"]).done();
    assert!(copy.query("SELECT user_name FROM sys_user").is_empty());
    assert_each_ran_once(&copy, 3);
}

#[test]
fn the_file_that_was_copied_loses_nothing() {
    let test = with_due_triggers();
    let connection = in_use(&test);
    copy(&test, &["", "-wal"]).run(&["run"]).done();
    drop(connection);
    test.run(&["run"]).done();
    assert_eq!(test.query("SELECT user_name FROM sys_user"), ["logged"]);
    assert_each_ran_once(&test, 3);
}

#[test]
fn a_log_that_is_nothing_but_noise_is_left_out() {
    let test = with_due_triggers();
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let copy = copy(&test, &[""]);
    copy.file("midjobs.db-wal", vec![0xa5; 100_000]);
    copy.run(&["run"]).done();
    assert_each_ran_once(&copy, 3);
}

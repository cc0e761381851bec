//! Damaged files: the error says so and what to try, and what can still be read stays.

use std::fs;

use crate::bad_input::every_command;
use crate::support::Test;
use crate::support::rows::mid_server;

const PAGE: usize = 4096;

/// A database whose pages from `first` on are overwritten, the first page being 0.
fn damaged_from(first: usize) -> (Test, Vec<u8>) {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let mut bytes = fs::read(test.db()).unwrap();
    bytes[first * PAGE..].fill(0xa5);
    fs::write(test.db(), &bytes).unwrap();
    (test, bytes)
}

#[test]
fn a_file_that_was_overwritten_in_the_middle_is_said_to_be_damaged() {
    let (test, bytes) = damaged_from(2);
    for args in every_command() {
        test.run(args).output().refuses(&["midjobs.db is damaged", "restore a backup", ".recover"]);
        assert!(fs::read(test.db()).unwrap() == bytes, "{args:?} changed the file");
    }
}

#[test]
fn a_file_that_was_cut_short_is_said_to_be_damaged() {
    let (test, bytes) = damaged_from(2);
    fs::write(test.db(), &bytes[..2 * PAGE]).unwrap();
    for args in every_command() {
        test.run(args).output().refuses(&["midjobs.db is damaged", "restore a backup"]);
        assert_eq!(fs::metadata(test.db()).unwrap().len(), 2 * PAGE as u64, "{args:?} changed the file");
    }
}

#[test]
fn a_beginning_that_was_overwritten_is_no_database_any_more() {
    let (test, mut bytes) = damaged_from(2);
    bytes[16..100].fill(0xa5);
    fs::write(test.db(), &bytes).unwrap();
    for args in every_command() {
        test.run(args).output().refuses(&["midjobs.db", "its beginning is damaged"]);
        assert!(fs::read(test.db()).unwrap() == bytes, "{args:?} changed the file");
    }
}

#[test]
fn damage_that_only_a_job_meets_fails_that_job_and_says_so() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql("PRAGMA wal_checkpoint(TRUNCATE)");
    // The table and its indexes: which of them the purge reads first is the planner's business.
    let roots =
        test.query("SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'ecc_agent_issue' AND rootpage > 0");
    let mut bytes = fs::read(test.db()).unwrap();
    for root in roots.iter().map(|root| root.parse::<usize>().unwrap()) {
        bytes[(root - 1) * PAGE..root * PAGE].fill(0xa5);
    }
    fs::write(test.db(), &bytes).unwrap();
    let ended = test.run(&["run-now", "PurgeAgentIssues"]).ends_with(1);
    assert_eq!(ended.stdout(), "");
    assert!(ended.stderr().contains("PurgeAgentIssues") && ended.stderr().contains("midjobs.db is damaged"));
    assert_eq!(ended.stderr().matches("malformed").count(), 1, "{}", ended.stderr());
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
}

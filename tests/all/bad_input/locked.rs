//! A file that somebody else holds: another runner is no fault, anything else is named.

use crate::bad_input::READING;
use crate::support::Test;
use crate::support::rows::mid_server;

const NOW: &str = "2026-03-01 12:15:00";

fn due() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc")).run(&["after-clone"]).done();
    test
}

/// Everything that a run could change.
fn state(test: &Test) -> [Vec<String>; 4] {
    ["sys_trigger", "sys_trigger_run", "syslog", "ecc_agent_issue"].map(|table| test.table(table))
}

#[test]
fn a_file_that_another_program_holds_exits_with_3_and_names_what_to_look_at() {
    for hold in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"] {
        for timeout in ["0s", "1s"] {
            let test = due();
            let before = state(&test);
            let holder = test.connection();
            holder.execute_batch(hold).unwrap();
            test.run(&["--lock-timeout", timeout, "run"]).at(NOW).output().refuses(&[
                "waiting for midjobs.db",
                "locked by another program",
                "fuser midjobs.db",
                "--lock-timeout",
            ]);
            assert_eq!(state(&test), before);
            holder.execute_batch("ROLLBACK").unwrap();
            test.run(&["run"]).at(NOW).done();
            assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "1");
        }
    }
}

#[test]
fn a_trigger_in_running_means_that_another_runner_is_at_work() {
    let test = due();
    test.sql("UPDATE sys_trigger SET state = 1, claimed_by = 'other:1' WHERE name = 'BadMIDCredentialAfterClone-1'");
    let before = state(&test);
    let holder = test.connection();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    test.run(&["--lock-timeout", "0s", "run"])
        .at(NOW)
        .warns("midjobs: warn: another runner is at work on this file: what is due is left to it\n")
        .succeeds();
    assert_eq!(state(&test), before);
}

#[test]
fn other_commands_that_write_name_the_lock_too() {
    let test = due();
    let before = state(&test);
    let holder = test.connection();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    for args in [&["after-clone"][..], &["run-now", "PurgeHistory"], &["jobs", "pause", "PurgeHistory"]] {
        let args = [&["--lock-timeout", "0s"], args].concat();
        test.run(&args)
            .at("2026-03-01 12:01:00")
            .output()
            .refuses(&["midjobs.db", "locked by another program"]);
    }
    assert_eq!(state(&test), before);
}

#[test]
fn commands_that_look_never_wait_for_a_writer() {
    let test = due();
    let holder = test.connection();
    holder.execute_batch("BEGIN EXCLUSIVE; DELETE FROM ecc_agent;").unwrap();
    for args in READING {
        test.run(&[&["--lock-timeout", "0s"], args].concat()).done().quiet();
    }
    assert!(test.run(&["mids"]).done().stdout().contains("emea"));
}

#[test]
fn a_reader_in_the_middle_of_a_query_does_not_hold_a_run_up() {
    let test = due();
    let reader = test.connection();
    reader.execute_batch("BEGIN; SELECT * FROM ecc_agent_issue;").unwrap();
    test.run(&["--lock-timeout", "0s", "run"])
        .at(NOW)
        .says("executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-1: 1 issue opened, 0 counted again\n")
        .succeeds();
}

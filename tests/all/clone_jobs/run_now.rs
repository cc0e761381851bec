//! Running a job at once, due or not.

use crate::support::Test;
use crate::support::rows::mid_server;

fn after_clone() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc")).run(&["after-clone"]).done();
    test
}

#[test]
fn a_trigger_that_runs_once_is_used_up_and_does_not_run_again() {
    let test = after_clone();
    test.run(&["run-now", "BadMIDCredentialAfterClone-1"])
        .at("2026-03-01 12:01:00")
        .says("executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-1: 1 issue opened, 0 counted again\n")
        .succeeds();
    assert_eq!(
        test.query("SELECT name FROM sys_trigger WHERE trigger_type = 0"),
        ["BadMIDCredentialAfterClone-2"]
    );
    test.run(&["run"]).at("2026-03-01 12:15:00").succeeds();
    assert_eq!(test.query("SELECT origin, outcome FROM sys_trigger_run"), ["manual|ran"]);
}

#[test]
fn a_repeating_job_keeps_its_own_time() {
    let test = Test::init().seen();
    test.run(&["run-now", "PurgeAgentIssues"])
        .at("2026-03-01 18:00:00")
        .says("executed scheduled [sys_trigger] job: PurgeAgentIssues: 0 rows changed\n")
        .succeeds();
    let trigger =
        test.query("SELECT next_action, run_count, state FROM sys_trigger WHERE name = 'PurgeAgentIssues'");
    assert_eq!(trigger, ["2026-03-02 12:00:00|1|0"]);
    let run = test.query("SELECT origin, due, outcome FROM sys_trigger_run");
    assert_eq!(run, ["manual|2026-03-01 18:00:00|ran"]);
}

#[test]
fn a_check_whose_trigger_was_used_up_runs_again_for_the_latest_clone() {
    let test = after_clone();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.run(&["run-now", "BadMIDCredentialAfterClone-1"]).at("2026-03-01 12:20:00").done();
    assert_eq!(test.query("SELECT count, last_detected FROM ecc_agent_issue"), ["2|2026-03-01 12:20:00"]);
    assert_eq!(
        test.query("SELECT name FROM sys_trigger WHERE trigger_type = 0"),
        ["BadMIDCredentialAfterClone-2"]
    );
}

#[test]
fn a_paused_job_runs_when_it_is_asked_for_and_stays_paused() {
    let test = Test::init().seen();
    test.run(&["jobs", "pause", "PurgeHistory"]).done();
    test.run(&["run-now", "PurgeHistory"])
        .says("executed scheduled [sys_trigger] job: PurgeHistory: 0 rows changed\n")
        .succeeds();
    assert_eq!(test.value("SELECT active FROM sys_trigger WHERE name = 'PurgeHistory'"), "0");
}

#[test]
fn a_check_without_a_clone_says_what_to_do() {
    let test = Test::init().seen();
    let ended = test.run(&["run-now", "BadMIDCredentialAfterClone-1"]).output();
    ended.refuses(&["running the job BadMIDCredentialAfterClone-1", "midjobs after-clone"]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
}

#[test]
fn several_jobs_run_in_the_order_in_which_they_are_named() {
    let test = Test::init().seen();
    test.run(&["run-now", "PurgeHistory", "PurgeAgentIssues"])
        .says(
            "executed scheduled [sys_trigger] job: PurgeHistory: 0 rows changed\n\
             executed scheduled [sys_trigger] job: PurgeAgentIssues: 0 rows changed\n",
        )
        .succeeds();
}

//! Pausing and resuming jobs, by command and by hand.

use crate::support::Test;
use crate::support::rows::mid_server;

const PURGE: &str = "SELECT active, next_action FROM sys_trigger WHERE name = 'PurgeAgentIssues'";

#[test]
fn a_paused_job_rests_until_it_is_resumed() {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc")).run(&["after-clone"]).done();
    test.run(&["jobs", "pause", "BadMIDCredentialAfterClone-1"]).done();
    test.run(&["run"]).at("2026-03-01 12:30:00").succeeds();
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "0");
    test.run(&["jobs", "resume", "BadMIDCredentialAfterClone-1"]).at("2026-03-01 12:40:00").done();
    let ended = test.run(&["run"]).at("2026-03-01 12:45:00").output();
    assert!(ended.stdout().ends_with("1 issue opened, 0 counted again; due 2026-03-01 12:15:00, 30m late\n"));
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "1");
}

#[test]
fn pausing_one_job_leaves_the_others_alone() {
    let test = Test::init().seen();
    test.run(&["jobs", "pause", "PurgeAgentIssues"]).done();
    let active = test.query("SELECT name, active FROM sys_trigger ORDER BY name");
    assert_eq!(active, ["MIDUserConnectivity|1", "PullInstance|0", "PurgeAgentIssues|0", "PurgeHistory|1"]);
}

#[test]
fn what_a_paused_job_missed_is_made_up_for_once() {
    let test = Test::init().seen();
    test.run(&["jobs", "pause", "PurgeAgentIssues"]).done();
    test.run(&["run"]).at("2026-03-05 13:00:00").done();
    assert_eq!(test.query(PURGE), ["0|2026-03-02 12:00:00"]);
    test.run(&["jobs", "resume", "PurgeAgentIssues"]).at("2026-03-05 13:00:00").done();
    test.run(&["run"]).at("2026-03-05 13:00:00").done();
    assert_eq!(test.query(PURGE), ["1|2026-03-06 12:00:00"]);
    let fates =
        "SELECT due, outcome, occurrences FROM sys_trigger_run WHERE job = 'PurgeAgentIssues' ORDER BY due";
    assert_eq!(
        test.query(fates),
        [
            "2026-03-02 12:00:00|coalesced|1",
            "2026-03-03 12:00:00|coalesced|1",
            "2026-03-04 12:00:00|coalesced|1",
            "2026-03-05 12:00:00|ran|1",
        ]
    );
    let into = "SELECT count(*) FROM sys_trigger_run AS missed JOIN sys_trigger_run AS run
        ON run.sys_id = missed.coalesced_into AND run.outcome = 'ran' AND run.job = missed.job
        WHERE missed.job = 'PurgeAgentIssues'";
    assert_eq!(test.value(into), "3");
}

#[test]
fn changing_a_trigger_by_hand_is_supported() {
    let test = Test::init().seen();
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:30:00' WHERE name = 'PurgeAgentIssues'")
        .sql("UPDATE sys_trigger SET active = 0 WHERE name IN ('PurgeHistory', 'MIDUserConnectivity')");
    test.run(&["run"])
        .at("2026-03-03 12:30:00")
        .says("executed scheduled [sys_trigger] job: PurgeAgentIssues: 0 rows changed\n")
        .succeeds();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE job = 'PurgeHistory'"), "0");
}

#[test]
fn a_job_that_nobody_knows_cannot_be_paused() {
    Test::init()
        .seen()
        .run(&["jobs", "pause", "Nothing"])
        .output()
        .refuses(&["no job \"Nothing\"", "PurgeAgentIssues"]);
}

#[test]
fn a_job_without_a_trigger_has_nothing_to_pause() {
    let test = Test::init().seen();
    test.run(&["jobs", "pause", "BadMIDCredentialAfterClone-1"]).output().refuses(&["no trigger now"]);
}

#[test]
fn a_time_by_hand_that_no_calendar_has_is_refused_at_the_door() {
    let test = Test::init().seen();
    for time in [
        "2026-02-29 00:00:00",
        "2026-04-31 00:00:00",
        "2026-13-01 00:00:00",
        "2026-03-01 24:00:00",
        "2026-03-01T12:00:00",
        "2026-03-01",
        "2461101",
        "0000-01-01 00:00:00",
        "now",
        "",
    ] {
        let set = format!("UPDATE sys_trigger SET next_action = '{time}'");
        assert!(test.connection().execute_batch(&set).is_err(), "{time:?} was stored");
    }
    test.sql("UPDATE sys_trigger SET next_action = '2024-02-29 23:59:59'");
    test.run(&["run"]).done();
}

#[test]
fn a_job_that_loses_its_schedule_loses_its_trigger_and_gets_both_back() {
    let on_request = r#"
        name = "Mine"
        description = "Mine"

        [[steps]]
        sql = "DELETE FROM sysevent"
        "#;
    let repeating = format!("schedule.every = '1d'\n{on_request}");
    let triggers = "SELECT trigger_type, next_action FROM sys_trigger WHERE name = 'Mine'";
    let test = Test::init().seen().without_sampling();
    test.job_file("mine.toml", &repeating).run(&["run"]).succeeds();
    assert_eq!(test.query(triggers), ["1|2026-03-02 12:00:00"]);
    test.job_file("mine.toml", on_request)
        .run(&["run"])
        .warns("midjobs: warn: Mine has no repeating schedule any more: its trigger was removed\n")
        .succeeds();
    assert!(test.query(triggers).is_empty());
    test.job_file("mine.toml", &repeating).run(&["run"]).succeeds();
    assert_eq!(test.query(triggers), ["1|2026-03-02 12:00:00"]);
}

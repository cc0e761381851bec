//! Recording clones and what they schedule.

use crate::support::Test;

const TRIGGERS: &str =
    "SELECT name, next_action FROM sys_trigger WHERE trigger_type = 0 ORDER BY next_action, name";

fn scheduled(first: &str, second: &str) -> [String; 2] {
    [format!("BadMIDCredentialAfterClone-1|{first}"), format!("BadMIDCredentialAfterClone-2|{second}")]
}

#[test]
fn a_clone_schedules_its_checks_15_and_75_minutes_later() {
    let test = Test::init().seen();
    let table = " JOB                           NEXT ACTION (UTC)    TRIGGER\n \
                 BadMIDCredentialAfterClone-1  2026-03-01 12:15:00  ID\n \
                 BadMIDCredentialAfterClone-2  2026-03-01 13:15:00  ID\n";
    test.run(&["after-clone", "--source", "prod", "--target", "dev"]).says(table).succeeds();
    assert_eq!(test.query(TRIGGERS), scheduled("2026-03-01 12:15:00", "2026-03-01 13:15:00"));
    let clone =
        test.query("SELECT source_instance, target_instance, completed, sys_created_on FROM clone_instance");
    assert_eq!(clone, ["prod|dev|2026-03-01 12:00:00|2026-03-01 12:00:00"]);
}

#[test]
fn the_log_says_what_the_cleanup_script_scheduled() {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    let source = "Bad MID Server credentials after clone";
    let message = "scheduled [sys_trigger] job: BadMIDCredentialAfterClone";
    assert_eq!(
        test.query("SELECT sys_created_on, level, source, message FROM syslog ORDER BY sequence"),
        [
            format!("2026-03-01 12:00:00|0|{source}|{message}-1 for 2026-03-01 12:15:00"),
            format!("2026-03-01 12:00:00|0|{source}|{message}-2 for 2026-03-01 13:15:00"),
        ]
    );
}

#[test]
fn the_checks_go_by_the_time_that_the_clone_completed() {
    let test = Test::init().seen();
    test.run(&["after-clone", "--completed", "2026-03-01T10:00:00+01:00"]).done();
    assert_eq!(test.query(TRIGGERS), scheduled("2026-03-01 09:15:00", "2026-03-01 10:15:00"));
}

#[test]
fn the_same_clone_twice_schedules_nothing_twice() {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    let (triggers, log) = (test.table("sys_trigger"), test.table("syslog"));
    test.run(&["after-clone", "--completed", "2026-03-01 12:00:00", "--source", "prod"])
        .at("2026-03-01 12:05:00")
        .says(
            "the clone completed at 2026-03-01 12:00:00 UTC is known already: nothing was scheduled twice\n",
        )
        .succeeds();
    assert_eq!((test.table("sys_trigger"), test.table("syslog")), (triggers, log));
    assert_eq!(test.query("SELECT source_instance, target_instance FROM clone_instance"), ["prod|"]);
}

#[test]
fn the_same_clone_again_after_its_checks_ran_schedules_nothing() {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    assert!(test.query(TRIGGERS).is_empty());
    test.run(&["after-clone", "--completed", "2026-03-01 12:00:00"]).at("2026-03-01 13:20:00").done();
    assert!(test.query(TRIGGERS).is_empty());
}

#[test]
fn two_clones_in_a_row_are_checked_each() {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    test.run(&["after-clone"]).at("2026-03-01 12:30:00").done();
    let due = test.query("SELECT next_action FROM sys_trigger WHERE trigger_type = 0 ORDER BY next_action");
    let times = ["12:15:00", "12:45:00", "13:15:00", "13:45:00"].map(|time| format!("2026-03-01 {time}"));
    assert_eq!(due, times);
    assert_eq!(test.value("SELECT count(DISTINCT job_context) FROM sys_trigger WHERE trigger_type = 0"), "2");
}

#[test]
fn of_two_clones_the_second_finds_the_mid_servers_that_the_first_was_too_early_for() {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    test.run(&["after-clone"]).at("2026-03-01 12:30:00").done();
    test.sql(
        "INSERT INTO ecc_agent (name, status, sys_created_on) VALUES
             ('old', 'Down', '2026-01-01 00:00:00'), ('between', 'Down', '2026-03-01 12:20:00')",
    );
    test.load("2026-03-01 13:00:00").run(&["run"]).at("2026-03-01 14:00:00").done();
    let issues = "SELECT name, count FROM ecc_agent_issue AS issue JOIN ecc_agent AS agent
        ON agent.sys_id = issue.mid_server ORDER BY name";
    assert_eq!(test.query(issues), ["between|2", "old|4"]);
}

#[test]
fn waiting_ends_when_what_is_left_is_paused_or_has_no_job_here() {
    let test = Test::init().seen().without_sampling();
    test.run(&["after-clone"]).done();
    test.sql(
        "UPDATE sys_trigger SET active = 0 WHERE name = 'BadMIDCredentialAfterClone-1';
         UPDATE sys_trigger SET name = 'Vanished' WHERE name = 'BadMIDCredentialAfterClone-2'",
    );
    test.run(&["after-clone", "--completed", "2026-03-01 12:00:00", "--wait"]).done();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0"), "2");
}

#[test]
fn a_time_that_is_none_is_wrong_usage_and_records_nothing() {
    let test = Test::init().seen();
    let ended = test.run(&["after-clone", "--completed", "yesterday"]).ends_with(3);
    assert!(ended.stderr().contains("YYYY-MM-DD HH:MM:SS"), "{}", ended.stderr());
    assert_eq!(test.value("SELECT count(*) FROM clone_instance"), "0");
}

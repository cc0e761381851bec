//! A purge while the clock is in doubt: it waits, and eats nothing that only a wrong clock made old.

use crate::support::{Test, rows};
use crate::true_time::{HOURLY, next_action};

/// A database with an old and a recent issue, whose purge came due a month ago and is the only job that comes due.
fn with_purge() -> Test {
    let test = Test::new();
    test.job_file("hourly.toml", HOURLY).run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name NOT IN ('Hourly', 'PurgeAgentIssues')");
    test.sql(&rows::issue('a', 'b', "Any", "new"));
    test
}

fn issues(test: &Test) -> String {
    test.value("SELECT count(*) FROM ecc_agent_issue")
}

#[test]
fn a_purge_waits_after_a_jump_of_the_clock_until_two_runs_a_day_apart_saw_the_same() {
    let test = with_purge();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    let said = test.run(&["run"]).at("2027-03-01 12:00:00").done().stderr();
    assert!(said.contains("PurgeAgentIssues: skipped") && said.contains("the clock is in doubt"), "{said}");
    test.run(&["status"]).at("2027-03-01 12:30:00").ends_with(1).saying("the clock is in doubt");
    test.run(&["run"]).at("2027-03-01 23:00:00").done();
    assert_eq!(issues(&test), "1");
    test.run(&["run"]).at("2027-03-02 12:00:00").done();
    assert_eq!(issues(&test), "0");
    let status = test.run(&["status"]).at("2027-03-02 12:01:00").output().stdout();
    assert!(!status.contains("in doubt: "), "{status}");
}

#[test]
fn what_only_a_wrong_clock_made_old_is_still_there_when_it_is_right_again() {
    let test = with_purge();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    test.run(&["run"]).at("2027-03-01 12:00:00").done();
    test.run(&["run"]).at("2026-03-01 15:00:00").done();
    test.run(&["status"]).at("2026-03-01 15:10:00").ends_with(1).saying("the clock is in doubt");
    assert_eq!(next_action(&test, "PurgeAgentIssues"), "2026-03-02 12:00:00");
    test.run(&["run"]).at("2026-03-02 12:00:00").done().saying("the clock is in doubt");
    test.run(&["run"]).at("2026-03-03 12:00:00").done();
    assert_eq!(issues(&test), "1");
    let purges = "SELECT due, outcome FROM sys_trigger_run WHERE job = 'PurgeAgentIssues' AND due < '2027-01-01' ORDER BY due";
    assert_eq!(test.query(purges), ["2026-03-02 12:00:00|skipped", "2026-03-03 12:00:00|ran"]);
}

#[test]
fn a_purge_never_waits_because_of_how_much_is_old() {
    let test = with_purge();
    for day in 2..=31 {
        test.run(&["run"]).at(&format!("2026-03-{day:02} 12:00:00")).done();
    }
    assert_eq!(issues(&test), "0");
}

#[test]
fn a_purge_that_is_asked_for_by_hand_does_not_wait() {
    let test = with_purge();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    test.run(&["run-now", "PurgeAgentIssues"]).at("2027-03-01 12:00:00").done();
    assert_eq!(issues(&test), "0");
}

//! Acknowledging an issue: it stays open and is counted, but somebody knows.

use crate::support::Test;
use crate::support::rows::{issue, mid_server, sys_id};

fn with_issue(state: &str) -> Test {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&issue('1', 'a', "InstanceClone", state))
        .sql(&issue('2', 'b', "InstanceClone", "new"));
    test
}

#[test]
fn an_acknowledged_issue_is_counted_and_stays_acknowledged() {
    let test = with_issue("new");
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:05:00").succeeds();
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let issues = test.query("SELECT state, count, last_detected FROM ecc_agent_issue ORDER BY sys_id");
    assert_eq!(issues, ["acknowledged|4|2026-03-01 12:15:00", "new|3|2026-02-28 12:00:00"]);
}

#[test]
fn acknowledging_changes_the_state_and_the_time_of_the_change_alone() {
    let test = with_issue("new");
    let rest = "SELECT mid_server, source, message, count, last_detected, sys_created_on, resolved_on FROM ecc_agent_issue";
    let before = test.query(rest);
    test.run(&["issues", "ack", &sys_id('1')]).at("2026-03-01 12:05:00").succeeds();
    assert_eq!(test.query(rest), before);
    let changed = test.query("SELECT state, sys_updated_on FROM ecc_agent_issue ORDER BY sys_id");
    assert_eq!(changed, ["acknowledged|2026-03-01 12:05:00", "new|2026-02-28 12:00:00"]);
}

#[test]
fn acknowledging_twice_is_no_mistake() {
    let test = with_issue("new");
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:05:00").succeeds();
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:06:00").succeeds();
    assert_eq!(
        test.value("SELECT sys_updated_on FROM ecc_agent_issue WHERE sys_id LIKE '1%'"),
        "2026-03-01 12:05:00"
    );
}

#[test]
fn a_resolved_issue_cannot_be_acknowledged() {
    let test = with_issue("resolved");
    let before = test.table("ecc_agent_issue");
    test.run(&["issues", "ack", "1111", "2222"]).output().refuses(&["is resolved"]);
    assert_eq!(test.table("ecc_agent_issue"), before);
}

#[test]
fn of_several_issues_all_are_acknowledged_or_none() {
    let test = with_issue("new");
    let before = test.table("ecc_agent_issue");
    test.run(&["issues", "ack", "1111", "ffff"]).output().refuses(&["no issue \"ffff\"", "midjobs issues"]);
    assert_eq!(test.table("ecc_agent_issue"), before);
    test.run(&["issues", "ack", "1111", "2222"]).succeeds();
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue WHERE state = 'acknowledged'"), "2");
}

#[test]
fn a_beginning_that_fits_two_issues_is_refused() {
    let test = with_issue("new");
    test.sql(&issue('3', 'a', "Other", "new"))
        .sql(&format!("UPDATE ecc_agent_issue SET sys_id = '1{}' WHERE sys_id LIKE '3%'", &sys_id('3')[1..]));
    test.run(&["issues", "ack", "1"]).output().refuses(&["more than one"]);
}

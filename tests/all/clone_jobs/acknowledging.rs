//! Acknowledging an issue: it stays open and is counted, but somebody knows.

use serde_json::Value;

use crate::support::Test;
use crate::support::rows::{issue, mid_server, sys_id};

const ONE: &str = "acknowledged 1 issue\n";

/// An issue of that state, and a new one that stands by.
fn with_issue(state: &str) -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&issue('1', 'a', "InstanceClone", state))
        .sql(&issue('2', 'b', "InstanceClone", "new"));
    test
}

#[test]
fn an_acknowledged_issue_is_counted_and_stays_acknowledged() {
    let test = with_issue("new");
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:05:00").says(ONE).succeeds();
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let issues = test.query("SELECT state, count, last_detected FROM ecc_agent_issue ORDER BY sys_id");
    assert_eq!(issues, ["acknowledged|4|2026-03-01 12:15:00", "new|3|2026-02-28 12:00:00"]);
}

#[test]
fn acknowledging_changes_the_state_and_the_times_of_the_change_alone() {
    let test = with_issue("new");
    let rest = "SELECT mid_server, source, message, count, last_detected, sys_created_on, resolved_on FROM ecc_agent_issue";
    let before = test.query(rest);
    test.run(&["issues", "ack", &sys_id('1')]).at("2026-03-01 12:05:00").says(ONE).succeeds();
    assert_eq!(test.query(rest), before);
    let changed =
        test.query("SELECT state, sys_updated_on, acknowledged_on FROM ecc_agent_issue ORDER BY sys_id");
    assert_eq!(changed, ["acknowledged|2026-03-01 12:05:00|2026-03-01 12:05:00", "new|2026-02-28 12:00:00|"]);
}

#[test]
fn acknowledging_twice_is_no_mistake() {
    let test = with_issue("new");
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:05:00").says(ONE).succeeds();
    test.run(&["issues", "ack", "1111"]).at("2026-03-01 12:06:00").says(ONE).succeeds();
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
    test.run(&["issues", "ack", "1111", "2222"]).says("acknowledged 2 issues\n").succeeds();
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue WHERE state = 'acknowledged'"), "2");
}

#[test]
fn a_beginning_that_fits_two_issues_is_refused() {
    let test = with_issue("new");
    test.sql(&issue('3', 'a', "Other", "new"))
        .sql(&format!("UPDATE ecc_agent_issue SET sys_id = '1{}' WHERE sys_id LIKE '3%'", &sys_id('3')[1..]));
    test.run(&["issues", "ack", "1"]).output().refuses(&["more than one"]);
}

const UNTIL: &str = "2026-03-02 12:00:00";

/// One issue acknowledged until then with a reason, and a new one that stands by.
fn acknowledged_until() -> Test {
    let test = with_issue("new");
    test.run(&["issues", "ack", "1111", "--until", UNTIL, "--reason", "host is being moved"])
        .says("acknowledged 1 issue until 2026-03-02 12:00:00 UTC\n")
        .succeeds();
    test
}

/// State, time and reason of each issue that `issues` lists with these arguments, the first first.
fn listed(test: &Test, args: &[&str], at: &str) -> Vec<String> {
    let shown = test.run(&[&["issues", "--json"], args].concat()).at(at).done().json();
    let word = |issue: &Value, column: &str| issue[column].as_str().unwrap_or("-").to_owned();
    let line = |issue: &Value| {
        ["state", "acknowledged_until", "acknowledged_reason"].map(|column| word(issue, column)).join(" ")
    };
    shown["issues"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn an_acknowledgement_until_the_past_or_now_is_refused() {
    let test = with_issue("new");
    let before = test.table("ecc_agent_issue");
    for until in ["2026-03-01 11:59:59", "2026-03-01 12:00:00"] {
        test.run(&["issues", "ack", "1111", "--until", until]).output().refuses(&[until, "not after now"]);
    }
    let ended = test.run(&["issues", "ack", "1111", "--until", "tomorrow"]).ends_with(3);
    ended.saying("is not a time");
    assert_eq!(test.table("ecc_agent_issue"), before);
}

#[test]
fn until_and_reason_are_shown() {
    let test = acknowledged_until();
    assert_eq!(
        listed(&test, &[], "2026-03-02 11:59:59"),
        ["New - -", "Acknowledged 2026-03-02T12:00:00Z host is being moved"]
    );
    let text = test.run(&["issues"]).done().stdout();
    assert!(text.contains("ACKNOWLEDGED REASON") && text.contains("host is being moved"), "{text}");
    assert_eq!(
        test.query("SELECT state, acknowledged_until FROM v_open_issues ORDER BY sys_id"),
        ["Acknowledged|2026-03-02T12:00:00Z", "New|"]
    );
    let related = "SELECT state, acknowledged_until FROM v_mid_server_issues";
    assert_eq!(test.query(related), ["Acknowledged|2026-03-02T12:00:00Z"]);
}

#[test]
fn an_acknowledgement_that_is_over_is_listed_as_new() {
    let test = acknowledged_until();
    assert_eq!(listed(&test, &[], UNTIL), ["New - -", "New 2026-03-02T12:00:00Z host is being moved"]);
    let count = |state: &str, at: &str| listed(&test, &["--state", state], at).len();
    assert_eq!((count("new", "2026-03-02 11:59:59"), count("acknowledged", "2026-03-02 11:59:59")), (1, 1));
    assert_eq!((count("new", UNTIL), count("acknowledged", UNTIL)), (2, 0));
    let state_in_related_list = |at: &str| {
        let shown = test.run(&["mids", "emea", "--json"]).at(at).done().json();
        shown["mid_servers"][0]["issues"][0]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state_in_related_list("2026-03-02 11:59:59"), "Acknowledged");
    assert_eq!(state_in_related_list(UNTIL), "New");
}

#[test]
fn an_acknowledgement_that_is_over_is_counted_as_new_by_status() {
    let test = acknowledged_until();
    test.run(&["issues", "ack", "2222"]).says(ONE).succeeds();
    let status = |at: &str| test.run(&["status"]).at(at).output();
    let before = status("2026-03-02 11:59:59");
    assert_eq!(before.code(), 1, "{before}");
    before.saying(" issues_new=0;;;0 issues_acknowledged=2;;;0 ");
    let after = status(UNTIL);
    assert_eq!(after.code(), 2, "{after}");
    after.saying(" issues_new=1;;;0 issues_acknowledged=1;;;0 ");
}

#[test]
fn an_issue_that_is_counted_again_stays_acknowledged_until_then_and_no_longer() {
    let test = acknowledged_until();
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let found = "SELECT state, count, acknowledged_until FROM ecc_agent_issue ORDER BY sys_id";
    assert_eq!(test.query(found), ["acknowledged|4|2026-03-02 12:00:00", "new|3|"]);
    assert_eq!(listed(&test, &["--state", "acknowledged"], UNTIL).len(), 0);
}

#[test]
fn acknowledging_again_replaces_time_and_reason() {
    let test = acknowledged_until();
    let bystander = "SELECT * FROM ecc_agent_issue WHERE sys_id LIKE '2%'";
    let before = test.query(bystander);
    let again = ["issues", "ack", "1111", "--until", "2026-03-05 12:00:00", "--reason", "parts are late"];
    test.run(&again).at(UNTIL).says("acknowledged 1 issue until 2026-03-05 12:00:00 UTC\n").succeeds();
    let listed_one = || listed(&test, &["--mid-server", "emea"], "2026-03-04 12:00:00").concat();
    assert_eq!(listed_one(), "Acknowledged 2026-03-05T12:00:00Z parts are late");
    test.run(&["issues", "ack", "1111"]).says(ONE).succeeds();
    assert_eq!(listed_one(), "Acknowledged - -");
    assert_eq!(test.query(bystander), before);
}

#[test]
fn what_is_over_is_acknowledged_again_with_the_other_new_ones_of_its_source() {
    let test = acknowledged_until();
    test.sql(&issue('3', 'a', "Other", "new")).sql(&issue('4', 'b', "InstanceClone", "resolved"));
    let bystanders = "SELECT * FROM ecc_agent_issue WHERE sys_id LIKE '3%' OR sys_id LIKE '4%'";
    let before = test.query(bystanders);
    let ack = ["issues", "ack", "--source", "InstanceClone"];
    test.run(&ack).at(UNTIL).says("acknowledged 2 issues\n").succeeds();
    assert_eq!(test.query(bystanders), before);
    test.run(&ack).at(UNTIL).output().refuses(&["no new issue", "midjobs issues --state new"]);
}

#[test]
fn for_machines_the_acknowledged_issues_are_listed_as_issues_lists_them() {
    let test = with_issue("new");
    let ended = test.run(&["issues", "ack", "1111", "11111", "--json"]).done();
    let mut expected = test.run(&["issues", "--state", "acknowledged", "--json"]).done().json();
    let said = ended.json();
    assert_eq!((&said["version"], said["acknowledged"].as_array().unwrap().len()), (&1.into(), 1));
    assert_eq!(said["acknowledged"], expected["issues"].take());
}

#[test]
fn an_empty_beginning_or_reason_is_refused() {
    let test = Test::init().seen();
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    let before = test.table("ecc_agent_issue");
    test.run(&["issues", "ack", ""]).output().refuses(&["there is no issue \"\""]);
    test.run(&["issues", "ack", "1111", "--reason", ""]).ends_with(3);
    assert_eq!(test.table("ecc_agent_issue"), before);
}

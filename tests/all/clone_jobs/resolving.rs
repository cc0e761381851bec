//! Resolving an issue by hand: somebody says that it is over.

use crate::support::Test;
use crate::support::rows::{issue, mid_server, sys_id};

/// Two open issues, one that is over, and an open one of another source.
fn with_issues() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&issue('1', 'a', "InstanceClone", "new"))
        .sql(&issue('2', 'b', "InstanceClone", "acknowledged"))
        .sql(&issue('3', 'c', "InstanceClone", "resolved"))
        .sql(&issue('4', 'a', "Other", "new"));
    test
}

/// The issue whose sys_id has that digit.
fn fate(test: &Test, id: char) -> String {
    let fate = "state, count, last_detected, resolved_on, resolved_by, sys_updated_on";
    test.value(&format!("SELECT {fate} FROM ecc_agent_issue WHERE sys_id = '{}'", sys_id(id)))
}

#[test]
fn an_issue_is_resolved_by_the_beginning_of_its_sys_id_and_no_other_changes() {
    let test = with_issues();
    let bystanders = "SELECT * FROM ecc_agent_issue WHERE sys_id NOT LIKE '1%'";
    let before = test.query(bystanders);
    test.run(&["issues", "resolve", "1111"]).at("2026-03-01 12:05:00").says("resolved 1 issue\n").succeeds();
    assert_eq!(
        fate(&test, '1'),
        "resolved|3|2026-02-28 12:00:00|2026-03-01 12:05:00|by hand|2026-03-01 12:05:00"
    );
    assert_eq!(test.query(bystanders), before);
}

#[test]
fn the_reason_is_on_record_and_each_issue_has_a_line_in_the_log() {
    let test = with_issues();
    test.run(&["issues", "resolve", "1111", "2222", "--reason", "the host\nis retired"])
        .at("2026-03-01 12:05:00")
        .says("resolved 2 issues\n")
        .succeeds();
    for id in ['1', '2'] {
        assert!(fate(&test, id).contains("|by hand: the host\nis retired|"), "{}", fate(&test, id));
    }
    test.run(&["log", "--job", "midjobs"])
        .says(
            "2026-03-01 12:05:00 information midjobs: resolved issue ID by hand: the host\\nis retired\n\
             2026-03-01 12:05:00 information midjobs: resolved issue ID by hand: the host\\nis retired\n",
        )
        .succeeds();
}

#[test]
fn an_issue_that_is_resolved_already_is_refused() {
    let test = with_issues();
    let before = test.table("ecc_agent_issue");
    test.run(&["issues", "resolve", "3333"]).output().refuses(&["is resolved already"]);
    assert_eq!(test.table("ecc_agent_issue"), before);
}

#[test]
fn of_several_issues_all_are_resolved_or_none() {
    let test = with_issues();
    test.sql(&format!("UPDATE ecc_agent_issue SET sys_id = '2{}' WHERE sys_id LIKE '4%'", &sys_id('4')[1..]));
    let before = (test.table("ecc_agent_issue"), test.table("syslog"));
    for (id, words) in [
        ("3333", "is resolved already"),
        ("ffff", "there is no issue \"ffff\": see `midjobs issues`"),
        ("2", "\"2\" is the beginning of more than one"),
        ("", "there is no issue \"\""),
    ] {
        test.run(&["issues", "resolve", "1111", id]).output().refuses(&[words]);
        assert_eq!((test.table("ecc_agent_issue"), test.table("syslog")), before, "{id}");
    }
}

#[test]
fn for_machines_the_resolved_issues_are_listed_as_issues_lists_them() {
    let test = with_issues();
    let said = test.run(&["issues", "resolve", "1111", "11111", "--json"]).done().json();
    let all = test.run(&["issues", "--state", "resolved", "--json"]).done().json();
    let expected = all["issues"].as_array().unwrap().iter().find(|issue| issue["sys_id"] == sys_id('1'));
    assert_eq!(said["resolved"].as_array().unwrap().iter().collect::<Vec<_>>(), [expected.unwrap()]);
    assert_eq!(said["version"], 1);
    assert_eq!(said["resolved"][0]["resolved_on"], "2026-03-01T12:00:00Z");
}

#[test]
fn what_is_found_again_after_that_is_a_new_issue() {
    let test = with_issues();
    test.run(&["issues", "resolve", "1111"]).says("resolved 1 issue\n").succeeds();
    let before = fate(&test, '1');
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    assert_eq!(fate(&test, '1'), before);
    let mid_server = format!("mid_server = '{}' AND source = 'InstanceClone'", sys_id('a'));
    let open = format!("SELECT state, count FROM ecc_agent_issue WHERE {mid_server} AND state <> 'resolved'");
    assert_eq!(test.query(&open), ["new|1"]);
}

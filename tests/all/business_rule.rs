//! The business rule in the file: a MID Server that comes Up again resolves its clone issues, with no midjobs running.

use crate::support::Test;
use crate::support::rows::{issue, mid_server, sys_id};

const RULE: &str = "Check for bad MID credential after clone";

/// emea (a) with issues of every kind, apac (b) with one of its own.
fn two_mid_servers() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&mid_server('b', "apac", "Down", "svc.apac"))
        .sql(&issue('1', 'a', "InstanceClone", "new"))
        .sql(&issue('2', 'a', "InstanceClone", "acknowledged"))
        .sql(&issue('3', 'a', "InstanceClone", "resolved"))
        .sql(&issue('4', 'a', "MIDUserConnectivity", "new"))
        .sql(&issue('5', 'b', "InstanceClone", "new"));
    test
}

/// The issues whose state is not what `two_mid_servers` gave them, by the digit of their sys_id.
fn resolved_by_the_rule(test: &Test) -> Vec<String> {
    test.query(&format!(
        "SELECT substr(sys_id, 1, 1), state FROM ecc_agent_issue WHERE resolved_by = '{RULE}' ORDER BY sys_id"
    ))
}

#[test]
fn a_mid_server_that_comes_up_resolves_each_of_its_open_clone_issues() {
    let test = two_mid_servers();
    test.sql(
        "UPDATE ecc_agent SET status = 'Up', sys_updated_on = '2026-03-01 13:00:00' WHERE name = 'emea'",
    );
    assert_eq!(resolved_by_the_rule(&test), ["1|resolved", "2|resolved"]);
    let times = test.query(
        "SELECT resolved_on, sys_updated_on, last_detected, count FROM ecc_agent_issue
         WHERE mid_server = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' AND resolved_on IS NOT NULL",
    );
    assert_eq!(times, ["2026-03-01 13:00:00|2026-03-01 13:00:00|2026-02-28 12:00:00|3"; 2]);
}

#[test]
fn everything_else_stays_as_it_was() {
    let test = two_mid_servers();
    let others =
        "SELECT * FROM ecc_agent_issue WHERE sys_id NOT LIKE '1%' AND sys_id NOT LIKE '2%' ORDER BY 1";
    let (before, triggers) = (test.query(others), test.table("sys_trigger"));
    test.sql("UPDATE ecc_agent SET status = 'Up' WHERE name = 'emea'");
    assert_eq!(test.query(others), before);
    assert_eq!(before.len(), 3);
    assert_eq!(test.table("sys_trigger"), triggers);
    assert_eq!(test.query("SELECT status FROM ecc_agent WHERE name = 'apac'"), ["Down"]);
}

#[test]
fn each_issue_that_it_resolves_gets_a_line_in_the_log() {
    let test = two_mid_servers();
    test.sql(
        "UPDATE ecc_agent SET status = 'Up', sys_updated_on = '2026-03-01 13:00:00' WHERE name = 'emea'",
    );
    let line = |digit| {
        format!("2026-03-01 13:00:00|0|{RULE}|resolved issue {}: MID Server emea is Up again", sys_id(digit))
    };
    let mut found = test.query("SELECT sys_created_on, level, source, message FROM syslog");
    found.sort();
    assert_eq!(found, [line('1'), line('2')]);
}

#[test]
fn a_writer_that_gives_no_time_gets_that_of_the_database() {
    let test = two_mid_servers();
    let before = test.value("SELECT CURRENT_TIMESTAMP");
    test.sql("UPDATE ecc_agent SET status = 'Up' WHERE name = 'emea'");
    let after = test.value("SELECT CURRENT_TIMESTAMP");
    let at = test.value(&format!("SELECT resolved_on FROM ecc_agent_issue WHERE sys_id = '{}'", sys_id('1')));
    assert!(before <= at && at <= after, "{before} {at} {after}");
}

#[test]
fn only_the_step_from_down_to_up_counts() {
    for steps in [
        &["Up"][..],
        &["Paused"],
        &["Upgrading"],
        &["down"],
        &["Down"],
        &["Paused", "Up"],
        &["Upgrading", "Up"],
        &["Up", "Up"],
    ] {
        let test = two_mid_servers();
        for status in steps {
            test.sql(&format!("UPDATE ecc_agent SET status = '{status}' WHERE name = 'emea'"));
        }
        let expected: &[&str] = if steps[0] == "Up" { &["1|resolved", "2|resolved"] } else { &[] };
        assert_eq!(resolved_by_the_rule(&test), expected, "Down to {steps:?}");
    }
}

#[test]
fn a_null_status_is_neither_down_nor_up() {
    let test = two_mid_servers();
    test.sql("UPDATE ecc_agent SET status = NULL").sql("UPDATE ecc_agent SET status = 'Up'");
    assert!(resolved_by_the_rule(&test).is_empty());
}

#[test]
fn one_statement_that_brings_several_up_resolves_the_issues_of_each() {
    let test = two_mid_servers();
    test.sql(&mid_server('c', "amer", "Paused", "svc.amer")).sql(&issue('6', 'c', "InstanceClone", "new"));
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    assert_eq!(resolved_by_the_rule(&test), ["1|resolved", "2|resolved", "5|resolved"]);
    assert_eq!(test.value("SELECT count(*) FROM syslog"), "3");
}

#[test]
fn another_column_that_changes_resolves_nothing() {
    let test = two_mid_servers();
    test.sql(
        "UPDATE ecc_agent SET version = 'zurich', validated = 'true', last_refreshed = '2026-03-01 12:59:59'",
    );
    assert!(resolved_by_the_rule(&test).is_empty());
}

#[test]
fn what_is_rolled_back_was_never_resolved() {
    let test = two_mid_servers();
    let before = test.table("ecc_agent_issue");
    test.sql("BEGIN; UPDATE ecc_agent SET status = 'Up'; ROLLBACK;");
    assert_eq!(test.table("ecc_agent_issue"), before);
    assert_eq!(test.value("SELECT count(*) FROM syslog"), "0");
}

#[test]
fn a_mid_server_that_goes_down_again_gets_a_new_issue_beside_the_resolved_one() {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"));
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.sql("UPDATE ecc_agent SET status = 'Up'").sql("UPDATE ecc_agent SET status = 'Down'");
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    let issues =
        test.query("SELECT state, count, sys_created_on FROM ecc_agent_issue ORDER BY sys_created_on");
    assert_eq!(issues, ["resolved|1|2026-03-01 12:15:00", "new|1|2026-03-01 13:15:00"]);
}

//! What the two checks find, and how they write it down.

use crate::support::Test;
use crate::support::rows::{configured_user, issue, mid_server, sys_id};

const ISSUES: &str =
    "SELECT source, state, count, last_detected, sys_domain, message FROM ecc_agent_issue ORDER BY sys_id";

fn after_clone() -> Test {
    let test = Test::init().seen();
    test.run(&["after-clone"]).done();
    test
}

fn message(user: &str) -> String {
    format!(
        "MID Server not operational (status: Down), possibly due to recent clone. \
         Verify credentials for logged in User '{user}'."
    )
}

#[test]
fn a_mid_server_that_is_down_gets_an_issue_and_the_second_check_counts_it() {
    let test = after_clone();
    test.sql(&mid_server('a', "emea", "Down", "local-midserver"));
    test.run(&["run"])
        .at("2026-03-01 12:15:00")
        .says("executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-1: 1 issue opened, 0 counted again\n")
        .succeeds();
    let row = |count, time| {
        format!("InstanceClone|new|{count}|2026-03-01 {time}|global|{}", message("local-midserver"))
    };
    assert_eq!(test.query(ISSUES), [row(1, "12:15:00")]);
    test.run(&["run"])
        .at("2026-03-01 13:15:00")
        .says("executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-2: 0 issues opened, 1 counted again\n")
        .succeeds();
    assert_eq!(test.query(ISSUES), [row(2, "13:15:00")]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0"), "0");
}

#[test]
fn nothing_due_means_no_output_and_no_change() {
    let test = after_clone();
    let before = ["sys_trigger", "sys_trigger_run", "syslog"].map(|table| test.table(table));
    test.run(&["run"]).at("2026-03-01 12:14:59").succeeds();
    assert_eq!(["sys_trigger", "sys_trigger_run", "syslog"].map(|table| test.table(table)), before);
}

#[test]
fn a_late_check_says_how_late_it_is() {
    let test = after_clone().without_sampling();
    test.run(&["run"])
        .at("2026-03-01 16:38:20")
        .says(
            "executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-1: \
             0 issues opened, 0 counted again; due 2026-03-01 12:15:00, 4h 23m late\n\
             executed scheduled [sys_trigger] job: BadMIDCredentialAfterClone-2: \
             0 issues opened, 0 counted again; due 2026-03-01 13:15:00, 3h 23m late\n",
        )
        .succeeds();
    let late = "SELECT count(*) FROM syslog WHERE message LIKE '%due 2026-03-01 12:15:00, 4h 23m late'";
    assert_eq!(test.value(late), "1");
}

#[test]
fn mid_servers_made_after_the_clone_are_not_evaluated_however_late_the_check_runs() {
    for now in ["2026-03-01 12:15:00", "2026-03-08 12:15:00"] {
        let test = after_clone();
        test.sql(
            "INSERT INTO ecc_agent (name, status, user_name, sys_created_on) VALUES
                 ('in the second of the clone', 'Down', 'in', '2026-03-01 12:00:00'),
                 ('a second later', 'Down', 'out', '2026-03-01 12:00:01'),
                 ('nobody knows when', 'Down', 'out', NULL), ('nor here', 'Down', 'out', '')",
        );
        test.run(&["run"]).at(now).done();
        assert_eq!(test.query("SELECT message FROM ecc_agent_issue"), [message("in")], "at {now}");
    }
}

#[test]
fn only_the_status_down_is_found() {
    let test = after_clone();
    for (id, status) in ["Up", "Paused", "Upgrading", "down", "Down ", ""].iter().enumerate() {
        test.sql(&mid_server(char::from_digit(id as u32, 16).unwrap(), "m", status, "u"));
    }
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "0");
}

#[test]
fn the_user_is_the_one_logged_in_else_the_configured_one_else_unknown() {
    let test = after_clone();
    test.sql(&mid_server('a', "logged in", "Down", "logged.in"))
        .sql(&configured_user('a', "configured"))
        .sql(&mid_server('b', "configured twice", "Down", ""))
        .sql(&configured_user('b', "zoe"))
        .sql(&configured_user('b', "adam"))
        .sql(&configured_user('b', ""))
        .sql(&mid_server('c', "neither", "Down", ""))
        .sql(&mid_server('d', "empty", "Down", "x"))
        .sql("UPDATE ecc_agent SET user_name = '' WHERE name = 'empty'")
        .sql(&format!(
            "INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES ('{}', 'mid.proxy.username', 'proxy')",
            sys_id('c')
        ));
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let found = test.query("SELECT message FROM ecc_agent_issue ORDER BY mid_server");
    assert_eq!(found, ["logged.in", "adam", "unknown", "unknown"].map(message));
}

#[test]
fn an_issue_has_the_domain_of_its_mid_server_and_global_when_it_has_none() {
    let test = after_clone();
    test.sql(
        "INSERT INTO ecc_agent (name, status, sys_created_on, sys_domain) VALUES
             ('a', 'Down', '2026-01-01 00:00:00', 'TOP/ACME'), ('b', 'Down', '2026-01-01 00:00:00', ''),
             ('c', 'Down', '2026-01-01 00:00:00', NULL)",
    );
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let domains = "SELECT name, issue.sys_domain FROM ecc_agent_issue AS issue JOIN ecc_agent AS agent
        ON agent.sys_id = issue.mid_server ORDER BY name";
    assert_eq!(test.query(domains), ["a|TOP/ACME", "b|global", "c|global"]);
}

#[test]
fn counting_an_issue_brings_its_message_and_domain_up_to_date() {
    let test = after_clone();
    test.sql(&mid_server('a', "emea", "Down", "before"));
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.sql("UPDATE ecc_agent SET user_name = 'after', sys_domain = 'TOP'");
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    assert_eq!(
        test.query(ISSUES),
        [format!("InstanceClone|new|2|2026-03-01 13:15:00|TOP|{}", message("after"))]
    );
}

#[test]
fn resolved_issues_and_those_of_others_are_never_changed() {
    let test = after_clone();
    test.sql(&mid_server('a', "emea", "Down", "svc"))
        .sql(&issue('1', 'a', "InstanceClone", "resolved"))
        .sql(&issue('2', 'a', "MIDUserConnectivity", "new"))
        .sql(&issue('3', 'b', "InstanceClone", "new"));
    let others = "SELECT * FROM ecc_agent_issue WHERE message = 'stands by' ORDER BY sys_id";
    let before = test.query(others);
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    assert_eq!(test.query(others), before);
    assert_eq!(test.query("SELECT count FROM ecc_agent_issue WHERE message <> 'stands by'"), ["2"]);
}

#[test]
fn every_occurrence_has_one_recorded_fate() {
    let test = after_clone();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    let fates = "SELECT job, origin, due, started, finished, attempt, abandoned, outcome, error FROM sys_trigger_run ORDER BY job";
    assert_eq!(
        test.query(fates),
        [
            "BadMIDCredentialAfterClone-1|schedule|2026-03-01 12:15:00|2026-03-01 13:15:00|2026-03-01 13:15:00|1|0|ran|",
            "BadMIDCredentialAfterClone-2|schedule|2026-03-01 13:15:00|2026-03-01 13:15:00|2026-03-01 13:15:00|1|0|ran|",
        ]
    );
}

#[test]
fn a_check_whose_clone_is_gone_fails_and_says_so() {
    let test = after_clone();
    test.sql("DELETE FROM clone_instance");
    let ended = test.run(&["run"]).at("2026-03-01 12:15:00").ends_with(1);
    assert_eq!(ended.stdout(), "");
    assert!(ended.stderr().contains("is not in clone_instance"), "{}", ended.stderr());
    assert_eq!(test.query("SELECT outcome FROM sys_trigger_run"), ["retry"]);
}

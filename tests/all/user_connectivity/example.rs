//! The example of the documentation, with every message and both views.
//!
//! Three users have the role mid_server: midserver2 and local-midserver are configured for MID Servers that are Down,
//! ardis.maison for none.

use crate::support::snapshot::assert_snapshot;
use crate::support::{START, Test};
use midjobs::time::{Span, Time};

/// The instance of the example; no login event.
pub const INSTANCE: &str = "
    INSERT INTO ecc_agent (sys_id, name, status) VALUES
        ('a0000000000000000000000000000001', 'mid-emea-1', 'Down'),
        ('a0000000000000000000000000000002', 'mid-emea-2', 'Up'),
        ('a0000000000000000000000000000003', 'mid-apac', 'Down');
    INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES
        ('a0000000000000000000000000000001', 'mid.instance.username', 'midserver2'),
        ('a0000000000000000000000000000001', 'mid.instance.username', 'midserver2'),
        ('a0000000000000000000000000000002', 'mid.instance.username', 'midserver2'),
        ('a0000000000000000000000000000003', 'mid.instance.username', 'local-midserver'),
        ('a0000000000000000000000000000003', 'threads.max', '25');
    INSERT INTO sys_user (sys_id, user_name, active, locked_out) VALUES
        ('b0000000000000000000000000000001', 'midserver2', 1, 0),
        ('b0000000000000000000000000000002', 'local-midserver', 1, 1),
        ('b0000000000000000000000000000003', 'ardis.maison', 1, 0),
        ('b0000000000000000000000000000004', 'abel.tuter', 1, 0);
    INSERT INTO sys_user_role (sys_id, name) VALUES
        ('c0000000000000000000000000000001', 'mid_server'),
        ('c0000000000000000000000000000002', 'soap'),
        ('c0000000000000000000000000000003', 'soap_script'),
        ('c0000000000000000000000000000004', 'soap_query');
    INSERT INTO sys_user_role_contains (role, contains) VALUES
        ('c0000000000000000000000000000001', 'c0000000000000000000000000000002'),
        ('c0000000000000000000000000000002', 'c0000000000000000000000000000003'),
        ('c0000000000000000000000000000002', 'c0000000000000000000000000000004'),
        ('c0000000000000000000000000000004', 'c0000000000000000000000000000002');
    INSERT INTO sys_user_has_role (user, role, inherited) VALUES
        ('b0000000000000000000000000000001', 'c0000000000000000000000000000001', 0),
        ('b0000000000000000000000000000001', 'c0000000000000000000000000000002', 1),
        ('b0000000000000000000000000000001', 'c0000000000000000000000000000003', 1),
        ('b0000000000000000000000000000002', 'c0000000000000000000000000000001', 0),
        ('b0000000000000000000000000000002', 'c0000000000000000000000000000002', 1),
        ('b0000000000000000000000000000002', 'c0000000000000000000000000000003', 1),
        ('b0000000000000000000000000000002', 'c0000000000000000000000000000004', 1),
        ('b0000000000000000000000000000003', 'c0000000000000000000000000000001', 0);";

/// A login event, so many minutes before the sampling.
fn event(name: &str, user_name: &str, parm2: &str, minutes: u64) -> String {
    let at = Time::parse(START).unwrap() - Span::from_seconds(minutes * 60);
    format!(
        "INSERT INTO sysevent (name, parm1, parm2, sys_created_on)
         VALUES ('{name}', '{user_name}', '{parm2}', '{at}');"
    )
}

/// The instance of the example with these events, and one of somebody else.
fn instance(events: &[String]) -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE).sql(&event("login", "abel.tuter", "", 45)).sql(&events.concat());
    test
}

/// All that one sampling says: the issues it opens, and both views.
fn assert_example(name: &str, test: &Test) {
    for view in ["summary", "detailed"] {
        let lines = shown(test, &["check-connectivity", "--debug", view]);
        let (_result, lines) = lines.split_last().unwrap();
        assert!(lines.iter().all(|line| line.chars().count() <= 80 || line.starts_with("nobody at all")));
        assert_snapshot(&format!("connectivity/{name}.{view}.txt"), &format!("{}\n", lines.join("\n")));
    }
    let issues = test.query("SELECT message FROM ecc_agent_issue WHERE state = 'new' ORDER BY message");
    assert_snapshot(&format!("connectivity/{name}.issues.txt"), &format!("{}\n", issues.join("\n")));
}

#[test]
fn all_three_fail_authentication() {
    let users = ["midserver2", "local-midserver", "ardis.maison"];
    let events = users.map(|user| event("login", user, "", 90) + &event("login.failed", user, "", 30));
    assert_example("authentication", &instance(&events));
}

#[test]
fn all_three_fail_authorization() {
    let test = authorization_failed();
    assert_example("authorization", &test);
}

#[test]
fn the_data_of_the_detailed_view_has_what_the_view_has() {
    let test = authorization_failed();
    let json = shown(&test, &["check-connectivity", "--debug", "2", "--json"]).concat();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let evidence = serde_json::to_string_pretty(&json["runs"][0]["evidence"]).unwrap();
    assert_snapshot("connectivity/authorization.detailed.json", &format!("{evidence}\n"));
}

fn authorization_failed() -> Test {
    let failed = |user| event("login.authorization.failed", user, "soap_query, soap_ecc,", 61);
    instance(&["midserver2", "local-midserver", "ardis.maison"].map(failed))
}

#[test]
fn none_of_the_three_attempts_to_log_in() {
    let just_before_the_period = event("login.failed", "midserver2", "", 241);
    assert_example("no_attempts", &instance(&[just_before_the_period]));
}

#[test]
fn the_user_without_a_mid_server_logs_in() {
    let events = [
        event("login", "ardis.maison", "", 120),
        event("login", "midserver2", "", 150),
        event("login.failed", "local-midserver", "", 1),
    ];
    assert_example("logged_in", &instance(&events));
}

#[test]
fn nothing_was_loaded_for_the_period() {
    let test = Test::init().seen();
    test.sql(INSTANCE).sql(&event("login", "midserver2", "", 13_000));
    assert_example("nothing_loaded", &test);
}

#[test]
fn the_views_are_in_the_log_line_by_line_as_they_were_shown() {
    let test = instance(&[event("login.failed", "local-midserver", "", 30)]);
    for debug in ["1", "2"] {
        let view = shown(&test, &["check-connectivity", "--debug", debug]);
        let run = test.value("SELECT run FROM syslog ORDER BY sequence DESC LIMIT 1");
        let logged = format!("SELECT message FROM syslog WHERE run = '{run}' ORDER BY sequence");
        assert_eq!(test.query(&logged), view);
        let log = shown_again(&shown(&test, &["log", "--level", "debug", "--run", &run]));
        assert_eq!(log, view);
    }
}

/// Lines on stdout, with their sys_ids.
fn shown(test: &Test, args: &[&str]) -> Vec<String> {
    let ended = test.run(args).done().quiet();
    String::from_utf8(ended.output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// What lines of the log say, without when and who.
fn shown_again(log: &[String]) -> Vec<String> {
    log.iter().map(|line| line.split_once("MIDUserConnectivity: ").unwrap().1.to_owned()).collect()
}

//! The commands that look: what they show, in which form, and what they filter.

use crate::support::{Test, rows};
use serde_json::Value;

/// Two MID Servers with an issue each, one of them acknowledged, and a resolved one of another feature.
fn with_issues() -> Test {
    let test = Test::init().seen();
    test.sql(&rows::mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&rows::mid_server('b', "apac", "Down", "svc.apac"));
    test.sql(
        "INSERT INTO ecc_agent_issue (mid_server, source, state, message, last_detected) VALUES
            (NULL, 'CpuMIDResourceThresholdBreach', 'resolved', 'Busy', '2026-02-01 00:00:00')",
    );
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.run(&["issues", "ack", "--mid-server", "apac"])
        .at("2026-03-01 12:20:00")
        .says("acknowledged 1 issue\n")
        .succeeds();
    test
}

fn json(test: &Test, args: &[&str], name: &str) -> Vec<Value> {
    let all = [args, &["--json"]].concat();
    let mut shown = test.run(&all).at("2026-03-01 12:30:00").output().json();
    assert_eq!(shown["version"], 1);
    shown[name].take().as_array().unwrap_or_else(|| panic!("{args:?} has no {name}")).clone()
}

fn of(rows: &[Value], column: &str) -> Vec<String> {
    rows.iter().map(|row| row[column].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn issues_are_filtered_by_state_source_and_mid_server() {
    let test = with_issues();
    assert_eq!(of(&json(&test, &["issues"], "issues"), "mid_server"), ["apac", "emea"]);
    assert_eq!(
        of(&json(&test, &["issues", "--state", "all"], "issues"), "state"),
        ["Acknowledged", "New", "Resolved"]
    );
    assert_eq!(of(&json(&test, &["issues", "--state", "acknowledged"], "issues"), "mid_server"), ["apac"]);
    assert_eq!(of(&json(&test, &["issues", "--mid-server", "emea"], "issues"), "mid_server"), ["emea"]);
    let other = ["issues", "--state", "resolved", "--source", "CpuMIDResourceThresholdBreach"];
    assert_eq!(of(&json(&test, &other, "issues"), "message"), ["Busy"]);
    assert_eq!(
        json(&test, &["issues", "--state", "resolved", "--source", "InstanceClone"], "issues").len(),
        0
    );
}

#[test]
fn times_are_iso_for_machines() {
    let test = with_issues();
    assert_eq!(of(&json(&test, &["issues"], "issues"), "last_detected"), ["2026-03-01T12:15:00Z"; 2]);
    assert_eq!(of(&json(&test, &["runs"], "runs"), "due"), ["2026-03-01T12:15:00Z"]);
}

#[test]
fn an_issue_is_acknowledged_by_the_beginning_of_its_sys_id_and_no_other_changes() {
    let test = with_issues();
    let new = test.value("SELECT sys_id FROM ecc_agent_issue WHERE state = 'new'");
    let others = "SELECT * FROM ecc_agent_issue WHERE state <> 'new' AND sys_id <> '";
    let before = test.query(&format!("{others}{new}'"));
    test.run(&["issues", "ack", &new[..12]])
        .at("2026-03-01 12:30:00")
        .says("acknowledged 1 issue\n")
        .succeeds();
    assert_eq!(
        test.value(&format!("SELECT state FROM ecc_agent_issue WHERE sys_id = '{new}'")),
        "acknowledged"
    );
    assert_eq!(test.query(&format!("{others}{new}'")), before);
    test.run(&["issues", "ack", "zz"]).output().refuses(&["there is no issue \"zz\"", "midjobs issues"]);
    let resolved = test.value("SELECT sys_id FROM ecc_agent_issue WHERE state = 'resolved'");
    test.run(&["issues", "ack", &resolved]).output().refuses(&["is resolved", "only an open one"]);
}

#[test]
fn mids_shows_status_users_open_issues_and_the_related_list() {
    let test = with_issues();
    test.sql("INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES ((SELECT sys_id FROM ecc_agent WHERE name = 'emea'), 'mid.instance.username', 'svc.configured')");
    test.sql("INSERT INTO ecc_agent_issue (source, user_name, message, last_detected) VALUES ('MIDUserConnectivity', 'svc.configured', 'User svc.configured', '2026-03-01 12:16:00')");
    let mids = json(&test, &["mids", "--status", "Down"], "mid_servers");
    assert_eq!(of(&mids, "mid_server"), ["apac", "emea"]);
    assert_eq!(
        (of(&mids, "logged_in_user"), of(&mids, "configured_users")),
        (
            vec!["svc.apac".to_owned(), "svc.emea".to_owned()],
            vec![String::new(), "svc.configured".to_owned()]
        )
    );
    assert_eq!(mids[1]["open_issues"], 2);
    assert_eq!(of(&mids, "similar_account"), ["", ""]);
    let one = json(&test, &["mids", "emea"], "mid_servers");
    assert_eq!(of(one[0]["issues"].as_array().unwrap(), "source"), ["InstanceClone", "MIDUserConnectivity"]);
    test.run(&["mids", "nobody"]).output().refuses(&["there is no MID Server \"nobody\""]);
}

#[test]
fn mids_shows_the_account_that_a_configured_name_misses_only_by_capitals_or_blanks() {
    let test = with_issues();
    let similar = |configured: &str, accounts: &[&str]| {
        test.sql("DELETE FROM ecc_agent_config; DELETE FROM sys_user");
        test.sql(&format!("INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES ((SELECT sys_id FROM ecc_agent WHERE name = 'emea'), 'mid.instance.username', '{configured}')"));
        for account in accounts {
            test.sql(&format!("INSERT INTO sys_user (user_name) VALUES ('{account}')"));
        }
        let mids = json(&test, &["mids", "--status", "Down"], "mid_servers");
        assert_eq!(of(&mids, "configured_users"), ["", configured]);
        assert!(mids[0]["similar_account"].is_null(), "the other MID Server is configured with nobody");
        of(&mids, "similar_account").remove(1)
    };
    assert_eq!(similar("SVC.Mid ", &["svc.mid"]), "svc.mid");
    assert_eq!(similar("SVC.Mid ", &["svc.mid", " Svc.mid", "svc.mid2"]), " Svc.mid, svc.mid");
    assert_eq!(similar("SVC.Mid ", &["svc.mid", "SVC.Mid "]), "", "it has its account");
    assert_eq!(similar("SVC.Mid ", &["svc.midi"]), "");
    assert_eq!(similar("SVC.Mid ", &[]), "");
}

#[test]
fn the_log_is_filtered_by_job_run_level_and_time() {
    let test = with_issues();
    test.sql("INSERT INTO syslog (sys_created_on, level, source, message) VALUES ('2026-03-01 12:25:00', 1, 'Other', 'look at this')");
    let run = test.value("SELECT sys_id FROM sys_trigger_run");
    assert_eq!(json(&test, &["log"], "log").len(), 5);
    for named in [&run[..], &run[..8]] {
        assert_eq!(
            of(&json(&test, &["log", "--run", named], "log"), "source"),
            ["BadMIDCredentialAfterClone-1"; 2]
        );
    }
    assert_eq!(of(&json(&test, &["log", "--level", "warning"], "log"), "message"), ["look at this"]);
    assert_eq!(of(&json(&test, &["log", "--since", "2026-03-01 12:15:01"], "log"), "source"), ["Other"]);
    assert_eq!(of(&json(&test, &["log", "--job", "Other"], "log"), "message"), ["look at this"]);
    test.run(&["log", "--job", "Other"])
        .says("2026-03-01 12:25:00 warning     Other: look at this\n")
        .succeeds();
}

#[test]
fn the_log_has_no_debugging_lines_unless_they_are_asked_for() {
    let test = with_issues();
    test.sql("INSERT INTO syslog (sys_created_on, level, source, message) VALUES ('2026-03-01 12:25:00', -1, 'Other', 'step by step')");
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE level = -1"), "1");
    let has = |args: &[&str]| of(&json(&test, args, "log"), "message").contains(&"step by step".to_owned());
    assert!(!has(&["log"]) && !has(&["log", "--job", "Other"]) && !has(&["log", "--level", "information"]));
    assert!(has(&["log", "--level", "debug"]));
    assert!(!test.run(&["log"]).done().stdout().contains("step by step"));
}

#[test]
fn mids_has_one_form_of_time_and_says_once_a_table_that_it_is_utc() {
    let test = with_issues();
    let shown = test.run(&["mids", "emea"]).done().stdout();
    assert!(shown.contains("2026-03-01 12:15:00") && !shown.contains("T12:15:00Z"), "{shown}");
    let machines = test.run(&["--json", "mids", "emea"]).done().stdout();
    assert!(machines.contains("2026-03-01T12:15:00Z"), "{machines}");
    assert!(
        shown.lines().filter(|line| line.contains("STATE")).all(|line| line.matches("(UTC)").count() == 1)
    );
}

#[test]
fn the_status_is_a_line_and_a_code_that_monitors_know() {
    let code = |test: &Test| test.run(&["status"]).at("2026-03-01 12:20:00").output().code();
    assert_eq!(code(&Test::init()), 1, "nothing was ever loaded");
    let test = Test::init().seen();
    test.sql(&rows::mid_server('a', "emea", "Up", "svc.emea"));
    assert_eq!(code(&test), 1, "no heartbeats were seen");
    test.sql("UPDATE load_coverage SET column_names = column_names || char(10) || 'last_refreshed'");
    assert_eq!(code(&test), 0);
    let test = with_issues();
    let line = test.run(&["status"]).at("2026-03-01 12:20:00").ends_with(2);
    assert!(
        line.stdout().starts_with(
            "MIDJOBS CRITICAL - 2 of 2 MID Servers down, 1 Down with a clone issue that nobody acknowledged"
        ),
        "{}",
        line.stdout()
    );
    assert!(line.stdout().contains(" | mid_servers_down=2;;;0;2 "), "{}", line.stdout());
    test.run(&["issues", "ack", "--source", "InstanceClone"]).says("acknowledged 1 issue\n").succeeds();
    assert_eq!(code(&test), 0, "somebody is on it");
    let unknown = test.run(&["--db", "missing.db", "status"]).ends_with(3);
    assert!(
        unknown.stdout().starts_with("MIDJOBS UNKNOWN - opening the database missing.db"),
        "{}",
        unknown.stdout()
    );
}

#[test]
fn nothing_due_is_no_output() {
    Test::init().seen().run(&["run"]).succeeds();
}

#[test]
fn what_would_steer_a_terminal_is_shown_instead() {
    let test = Test::init().seen();
    test.sql("INSERT INTO ecc_agent (name, status) VALUES ('red' || char(27) || '[31m' || char(10) || 'two', 'Down')");
    let shown = test.run(&["mids"]).done().stdout();
    assert!(shown.contains("red\\u{1b}[31m\\ntwo"), "{shown}");
    assert_eq!(shown.lines().count(), 2);
}

/// The first words in backticks of a cell.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn json_has_the_fields_that_are_documented() {
    let test = Test::new();
    test.run(&["--db", "midjobs.db", "demo"]).at_no_time().done();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let documented = include_str!("../../docs/json.md").lines().filter(|line| line.starts_with("| `"));
    let mut commands = 0;
    for line in documented {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let args: Vec<&str> = quoted(cells[1])[0]
            .split(' ')
            .map(|word| if word == "samples" { samples } else { word })
            .collect();
        let rows = json(&test, &args, quoted(cells[2])[0]);
        for row in &rows {
            let fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            let promised = quoted(cells[3].split(';').next().unwrap());
            assert_eq!(fields, promised, "{line}");
        }
        assert!(!rows.is_empty() || args == ["check"], "{line}");
        commands += 1;
    }
    assert_eq!(commands, 17);
}

#[test]
fn jobs_lists_triggers_whose_job_is_not_here_too() {
    let test = Test::init().seen();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Gone', '2026-03-02 00:00:00')");
    let jobs = json(&test, &["jobs"], "jobs");
    let gone: Vec<&Value> = jobs.iter().filter(|job| job["job"] == "Gone").collect();
    assert_eq!((gone.len(), gone[0]["state"].as_str()), (1, Some("Ready")));
    assert!(gone[0]["description"].as_str().unwrap().contains("--jobs DIR"));
    let sampling = jobs.iter().find(|job| job["job"] == "MIDUserConnectivity").unwrap();
    assert_eq!(sampling["parameters"], "debug = 0, period = 4h");
}

//! `check-connectivity` and the settings of its job, from outside.

use super::example::INSTANCE;
use crate::support::Test;

const CHECK: &str = "check-connectivity";
const JOB: &str = "MIDUserConnectivity";
const LATER: &str = "2026-03-01 13:00:00";

fn instance() -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.sql("INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login.failed', 'midserver2', '2026-03-01 12:50:00')");
    test
}

fn trigger(test: &Test) -> String {
    test.value(&format!("SELECT next_action, schedule, active, state FROM sys_trigger WHERE name = '{JOB}'"))
}

fn open_issues(test: &Test) -> Vec<String> {
    test.query(
        "SELECT message, count FROM ecc_agent_issue WHERE state <> 'resolved' AND source = 'MIDUserConnectivity' ORDER BY message",
    )
}

#[test]
fn it_runs_at_once_and_the_schedule_stays_as_it_was() {
    let test = instance();
    let before = trigger(&test);
    assert_eq!(before, "2026-03-01 16:00:00|every 4h|1|0");
    for window in ["5m", "4h", "300000ms", "90s", "1d"] {
        test.run(&[CHECK, "--window", window]).at(LATER).done();
        assert_eq!(trigger(&test), before, "after a window of {window}");
    }
    assert_eq!(test.query("SELECT DISTINCT origin FROM sys_trigger_run"), ["manual"]);
    assert!(test.query("SELECT * FROM job_setting").is_empty());
}

#[test]
fn it_looks_back_for_the_window_and_a_minute() {
    let test = instance();
    let attempts = |window: &str| {
        test.run(&[CHECK, "--window", window]).at(LATER).done();
        test.value("SELECT message LIKE 'Login auth%' FROM ecc_agent_issue WHERE state = 'new' AND user_name = 'midserver2'")
    };
    assert_eq!(attempts("541s"), "1");
    assert_eq!(attempts("540s"), "0", "what happened a minute before the window began does not count");
    assert_eq!(attempts("540001ms"), "1", "a millisecond more, and it does");
    assert_eq!(attempts("539999ms"), "0");
    assert_eq!(attempts("9m1s"), "1");
}

#[test]
fn a_paused_trigger_or_one_in_error_is_run_and_stays_paused() {
    for (column, value) in [("active", "0"), ("state", "-1"), ("state", "2")] {
        let test = instance();
        test.sql(&format!("UPDATE sys_trigger SET {column} = {value} WHERE name = '{JOB}'"));
        test.run(&[CHECK]).at(LATER).done();
        assert_eq!(open_issues(&test).len(), 3);
        let paused = test.value(&format!("SELECT active FROM sys_trigger WHERE name = '{JOB}'"));
        assert_eq!(paused, if column == "active" { "0" } else { "1" });
    }
}

#[test]
fn a_run_that_waits_for_its_next_attempt_is_carried_out_and_the_grid_stays() {
    let test = instance();
    test.sql(&format!("INSERT INTO job_setting VALUES ('{JOB}', 'debug', '9', '{LATER}')"));
    test.run(&["run"]).at("2026-03-01 16:00:00").ends_with(1);
    assert_eq!(trigger(&test), "2026-03-01 16:01:00|every 4h|1|0");
    test.run(&[CHECK, "--window", "5m", "--debug", "0"]).at("2026-03-01 16:00:30").done();
    assert_eq!(trigger(&test), "2026-03-01 20:00:00|every 4h|1|0");
}

#[test]
fn windows_that_are_none_are_refused_and_nothing_is_run() {
    let test = instance();
    for window in
        ["0", "0s", "0ms", "-5m", "5", "5 m", "", "1e9s", "100000d", "99999999999999999999s", "five"]
    {
        test.run(&[CHECK, "--window", window]).output().refuses(&["period"]);
    }
    test.run(&[CHECK, "--debug", "3"]).ends_with(3);
    assert!(test.query("SELECT * FROM sys_trigger_run").is_empty());
}

#[test]
fn a_single_window_shorter_than_the_heartbeat_is_warned_of() {
    let test = instance();
    for window in ["299s", "4m", "4m59s", "299999ms", "1ms"] {
        let short = test.run(&[CHECK, "--window", window]).at(LATER).done();
        assert!(short.stdout().contains("shorter than the heartbeat of MID Servers, 5m"), "{short}");
    }
    let warned = test.query("SELECT message FROM syslog WHERE level = 1 AND message LIKE '%heartbeat%'");
    assert_eq!(warned.len(), 5);
    assert!(warned[3].starts_with("a period of 299999ms is shorter"), "{warned:?}");
    for window in ["5m", "300000ms", "4m60s"] {
        let long = test.run(&[CHECK, "--window", window]).at(LATER).done();
        assert!(!long.stdout().contains("heartbeat"), "{long}");
    }
}

#[test]
fn a_period_shorter_than_the_heartbeat_is_refused_where_it_is_set_for_good() {
    let test = instance();
    let before = trigger(&test);
    for period in ["4m", "4m59s", "299s", "299999ms", "1ms"] {
        let words = ["shorter than the heartbeat of MID Servers, 5m", "may not have tried yet", "5m or more"];
        test.run(&["jobs", "set", JOB, "period", period]).output().refuses(&words);
    }
    assert_eq!((trigger(&test), test.query("SELECT * FROM job_setting").len()), (before, 0));
    for period in ["5m", "300000ms", "5m1ms"] {
        test.run(&["jobs", "set", JOB, "period", period]).at(LATER).done();
    }
    assert_eq!(trigger(&test), "2026-03-01 13:05:01|every 301s|1|0", "no interval is shorter than it says");
}

#[test]
fn a_job_file_with_a_period_shorter_than_the_heartbeat_is_a_fault_that_check_names() {
    let test = instance();
    let file = |period: &str| {
        let text = include_str!("../../../jobs/mid_user_connectivity.toml");
        test.job_file("own.toml", &text.replace("period = \"4h\"", &format!("period = {period}")));
    };
    for period in ["\"4m\"", "\"299999ms\""] {
        file(period);
        test.run(&["check"]).ends_with(3).saying("shorter than the heartbeat of MID Servers, 5m");
    }
    file("\"5m\"");
    test.run(&["check"]).done();
}

#[test]
fn a_short_period_that_was_set_earlier_is_warned_of_in_the_log_of_each_run() {
    let test = instance();
    test.sql(&format!("INSERT INTO job_setting VALUES ('{JOB}', 'period', '4m', '{LATER}')"));
    test.run(&["run-now", JOB]).done();
    let warned = "SELECT count(*) FROM syslog WHERE level = 1 AND message LIKE 'a period of 4m is shorter%'";
    assert_eq!(test.value(warned), "1");
}

#[test]
fn without_debugging_it_says_its_result_and_whether_no_mid_server_is_down() {
    let test = instance();
    let result = "executed scheduled [sys_trigger] job: MIDUserConnectivity: 3 issues opened, 0 counted again, 0 resolved\n";
    test.run(&[CHECK, "--debug", "off"]).at(LATER).says(result).succeeds();
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    let result = "no MID Server is Down\n\
        executed scheduled [sys_trigger] job: MIDUserConnectivity: 0 issues opened, 1 counted again, 2 resolved\n";
    test.run(&[CHECK]).at(LATER).says(result).succeeds();
    assert_eq!(test.value("SELECT count(*) FROM syslog"), "3");
}

#[test]
fn an_issue_is_counted_acknowledged_resolved_and_opened_anew() {
    let test = instance();
    let history = "SELECT state, count, message LIKE '%2 down%' FROM ecc_agent_issue WHERE user_name = 'local-midserver' ORDER BY sys_created_on, state";
    let check = |at: &str| test.run(&[CHECK]).at(at).done();
    check("2026-03-01 13:00:00");
    test.sql("UPDATE ecc_agent_issue SET state = 'acknowledged'");
    check("2026-03-01 13:01:00");
    assert_eq!(test.query(history), ["acknowledged|2|0"]);
    test.sql("UPDATE ecc_agent_config SET value = 'local-midserver' WHERE ecc_agent LIKE '%1'");
    check("2026-03-01 13:02:00");
    assert_eq!(test.query(history), ["resolved|2|0", "new|1|1"], "another number is another issue");
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    check("2026-03-01 13:03:00");
    test.sql("UPDATE ecc_agent SET status = 'Down' WHERE sys_id LIKE '%3'");
    check("2026-03-01 13:04:00");
    assert_eq!(test.query(history), ["resolved|2|0", "resolved|1|1", "new|1|0"]);
}

#[test]
fn the_scheduled_run_goes_by_the_period_of_the_job() {
    let test = instance();
    let said = test.run(&["run"]).at("2026-03-01 16:00:00").done().stdout();
    assert!(
        said.starts_with("executed scheduled [sys_trigger] job: MIDUserConnectivity: 3 issues opened"),
        "{said}"
    );
    assert!(trigger(&test).starts_with("2026-03-01 20:00:00"));
}

#[test]
fn the_period_is_set_for_good_and_back_and_the_trigger_follows() {
    let test = instance();
    test.run(&["jobs", "set", JOB, "period", "5m"]).at(LATER).done();
    assert_eq!(trigger(&test), "2026-03-01 13:05:00|every 5m|1|0");
    test.run(&["run"]).at("2026-03-01 13:05:00").done();
    assert!(open_issues(&test).iter().all(|issue| issue.contains("No login attempts")));
    for back in [&["jobs", "set", JOB, "period", "default"][..], &["jobs", "unset", JOB, "period"]] {
        test.run(&["jobs", "set", JOB, "period", "1h"]).at(LATER).done();
        test.run(back).at(LATER).done();
        assert_eq!(trigger(&test), "2026-03-01 17:00:00|every 4h|1|0");
    }
    assert!(test.query("SELECT * FROM job_setting").is_empty());
}

#[test]
fn the_view_that_is_set_for_good_goes_to_the_log_of_every_run() {
    let test = instance();
    test.run(&["jobs", "set", JOB, "debug", "1"]).done();
    test.run(&["run"]).at("2026-03-01 16:00:00").done();
    let said = test.query("SELECT message FROM syslog WHERE level = -1 ORDER BY sequence LIMIT 1");
    assert_eq!(said, ["MID Server user connectivity"]);
}

#[test]
fn settings_that_cannot_be_are_refused_and_change_nothing() {
    let test = instance();
    let before = trigger(&test);
    for (setting, words) in [
        ([JOB, "period", "0s"], "shortest"),
        ([JOB, "period", "-5m"], "not a length of time"),
        ([JOB, "period", "soon"], "not a length of time"),
        ([JOB, "debug", "3"], "summary"),
        ([JOB, "debug", "-1"], "summary"),
        ([JOB, "window", "5m"], "no parameter"),
        (["Nobody", "period", "5m"], "there is no job"),
    ] {
        let [job, param, value] = setting;
        test.run(&["jobs", "set", job, param, value]).output().refuses(&[words]);
    }
    test.run(&["jobs", "unset", JOB, "window"]).output().refuses(&["no parameter"]);
    let short = test.run(&["jobs", "set", "PurgeAgentIssues", "keep", "1m"]).done();
    assert_eq!(short.stderr(), "", "the heartbeat is nothing to other jobs");
    assert_eq!((trigger(&test), test.query("SELECT job FROM job_setting").len()), (before, 1));
}

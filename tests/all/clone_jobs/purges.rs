//! The purge of issues and the bounds of the history, with a bystander on each side of the line.

use crate::support::Test;

const PURGED_ON: &str = "2026-04-01 12:00:00";

/// An issue that was last detected then, in that state.
fn detected(test: &Test, name: &str, state: &str, last_detected: &str, created: &str) {
    test.sql(&format!(
        "INSERT INTO ecc_agent_issue (source, state, message, last_detected, sys_created_on)
         VALUES ('Any', '{state}', '{name}', {last_detected}, '{created}')"
    ));
}

fn left(test: &Test) -> Vec<String> {
    test.query("SELECT message FROM ecc_agent_issue ORDER BY message")
}

#[test]
fn issues_not_detected_for_30_days_go_and_one_of_exactly_30_days_stays() {
    let test = Test::init().seen();
    let long_ago = "2025-01-01 00:00:00";
    for state in ["new", "acknowledged", "resolved"] {
        detected(&test, &format!("{state}, exactly 30 days"), state, "'2026-03-02 12:00:00'", long_ago);
        detected(&test, &format!("{state}, a second older"), state, "'2026-03-02 11:59:59'", long_ago);
    }
    test.run(&["run-now", "PurgeAgentIssues"])
        .at(PURGED_ON)
        .says("executed scheduled [sys_trigger] job: PurgeAgentIssues: 3 rows changed\n")
        .succeeds();
    let stay = ["acknowledged", "new", "resolved"].map(|state| format!("{state}, exactly 30 days"));
    assert_eq!(left(&test), stay);
    assert_eq!(test.query("SELECT rows_changed FROM sys_trigger_run"), ["3"]);
}

#[test]
fn an_issue_that_was_never_detected_counts_from_when_it_was_made() {
    let test = Test::init().seen();
    detected(&test, "old, NULL", "new", "NULL", "2026-03-02 11:59:59");
    detected(&test, "old, empty", "new", "''", "2026-03-02 11:59:59");
    detected(&test, "recent, NULL", "new", "NULL", "2026-03-02 12:00:00");
    detected(&test, "recent, empty", "new", "''", "2026-03-02 12:00:00");
    test.run(&["run-now", "PurgeAgentIssues"]).at(PURGED_ON).done();
    assert_eq!(left(&test), ["recent, NULL", "recent, empty"]);
}

#[test]
fn the_purge_runs_every_day_and_a_late_one_does_not_shift_the_next() {
    let test = Test::init().seen();
    test.run(&["run"]).at("2026-03-02 17:00:00").done();
    assert_eq!(
        test.query(
            "SELECT name, next_action, run_count FROM sys_trigger WHERE name LIKE 'Purge%' ORDER BY name"
        ),
        ["PurgeAgentIssues|2026-03-03 12:00:00|1", "PurgeHistory|2026-03-03 12:00:00|1"]
    );
}

fn ran(test: &Test, job: &str, outcome: &str, finished: &str) {
    test.sql(&format!(
        "INSERT INTO sys_trigger_run (trigger, job, due, started, finished, outcome)
         VALUES ('t', '{job}', '2020-01-01 00:00:00', {finished}, {finished}, '{outcome}')"
    ));
}

#[test]
fn of_each_job_the_last_success_and_the_last_failure_stay_however_old() {
    let test = Test::init().seen();
    for (job, year) in [("A", 2020), ("B", 2021)] {
        for outcome in ["ran", "failed"] {
            ran(&test, job, outcome, &format!("'{year}-01-01 00:00:00'"));
            ran(&test, job, outcome, &format!("'{year}-01-02 00:00:00'"));
        }
    }
    ran(&test, "C", "failed", "'2020-01-01 00:00:00'");
    ran(&test, "C", "abandoned", "'2020-01-02 00:00:00'");
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    let kept =
        test.query("SELECT job, outcome, finished FROM sys_trigger_run WHERE trigger = 't' ORDER BY 1, 2");
    assert_eq!(
        kept,
        [
            "A|failed|2020-01-02 00:00:00",
            "A|ran|2020-01-02 00:00:00",
            "B|failed|2021-01-02 00:00:00",
            "B|ran|2021-01-02 00:00:00",
            "C|abandoned|2020-01-02 00:00:00",
        ]
    );
}

#[test]
fn runs_within_90_days_and_runs_without_a_fate_stay() {
    let test = Test::init().seen();
    for outcome in ["ran", "failed", "coalesced", "skipped"] {
        ran(&test, "A", outcome, "'2026-03-31 00:00:00'");
        ran(&test, "A", outcome, "'2026-01-01 12:00:00'");
        ran(&test, "A", outcome, "'2026-01-01 11:59:59'");
    }
    ran(&test, "A", "retry", "NULL");
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    let kept = "SELECT outcome, group_concat(finished, ', ' ORDER BY finished) FROM sys_trigger_run
        WHERE trigger = 't' GROUP BY outcome ORDER BY outcome";
    let both = "2026-01-01 12:00:00, 2026-03-31 00:00:00";
    assert_eq!(
        test.query(kept),
        [
            format!("coalesced|{both}"),
            format!("failed|{both}"),
            format!("ran|{both}"),
            "retry|".to_owned(),
            format!("skipped|{both}"),
        ]
    );
}

#[test]
fn a_run_without_a_fate_stays_as_long_as_its_trigger_names_it() {
    let test = Test::init().seen();
    test.sql(
        "INSERT INTO sys_trigger (name, next_action, run, attempt) VALUES ('Gone', '2026-01-01 00:00:00', 'waits', 1);
         INSERT INTO sys_trigger_run (sys_id, trigger, job, due, started, outcome) VALUES
             ('waits', 't', 'Gone', '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'retry'),
             ('left', 't', 'Gone', '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'retry'),
             ('young', 't', 'Gone', '2026-03-30 00:00:00', '2026-03-30 00:00:00', 'retry')",
    );
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(
        test.query("SELECT sys_id FROM sys_trigger_run WHERE job = 'Gone' ORDER BY sys_id"),
        ["waits", "young"]
    );
}

#[test]
fn log_lines_stay_90_days_and_login_events_7() {
    let test = Test::init().seen();
    for time in ["2026-01-01 11:59:59", "2026-01-01 12:00:00"] {
        test.sql(&format!(
            "INSERT INTO syslog (sys_created_on, source, message) VALUES ('{time}', 's', '{time}')"
        ));
    }
    for time in ["2026-03-25 11:59:59", "2026-03-25 12:00:00"] {
        test.sql(&format!(
            "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login', 'u', '{time}')"
        ));
    }
    test.sql("INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login', 'undated', NULL)");
    test.run(&["run-now", "PurgeHistory"])
        .at(PURGED_ON)
        .says("executed scheduled [sys_trigger] job: PurgeHistory: 2 rows changed\n")
        .succeeds();
    assert_eq!(test.query("SELECT message FROM syslog WHERE source = 's'"), ["2026-01-01 12:00:00"]);
    let events = test.query("SELECT parm1, sys_created_on FROM sysevent ORDER BY parm1");
    assert_eq!(events, ["u|2026-03-25 12:00:00", "undated|"]);
}

#[test]
fn of_the_loads_the_last_of_each_table_and_the_last_whole_pull_of_each_instance_stay() {
    let test = Test::init();
    let load = |table: &str, origin: &str, place: &str, at: &str, gap: &str| {
        test.sql(&format!(
            "INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, gap)
             VALUES ('{table}', '{origin}', '{place}', '{at}', '{at}', 1, nullif('{gap}', ''))"
        ));
    };
    load("sysevent", "pull", "dev", "2025-01-01 00:00:00", "");
    load("sysevent", "pull", "dev", "2025-01-02 00:00:00", "");
    load("sysevent", "pull", "dev", "2025-01-03 00:00:00", "cut");
    load("sysevent", "import", "old.json", "2025-01-04 00:00:00", "");
    load("sysevent", "import", "new.json", "2026-03-31 00:00:00", "");
    load("ecc_agent", "import", "old.json", "2025-01-01 00:00:00", "");
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    let kept = "SELECT table_name, loaded_on FROM load_coverage ORDER BY 1, 2";
    let (agents, whole, newest) = ("ecc_agent|2025-01-01", "sysevent|2025-01-02", "sysevent|2026-03-31");
    assert_eq!(test.query(kept), [agents, whole, newest].map(|row| format!("{row} 00:00:00")));
    test.run(&["jobs", "set", "PurgeHistory", "loads_of_each_table", "2"]).done();
    for minute in 10..20 {
        load("ecc_agent", "import", "new.json", &format!("2026-03-31 00:{minute}:00"), "");
    }
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(
        test.query(&format!("{kept} LIMIT 2")),
        ["ecc_agent|2026-03-31 00:18:00", "ecc_agent|2026-03-31 00:19:00"]
    );
}

#[test]
fn events_of_users_of_down_mid_servers_stay_while_they_are_down() {
    let test = Test::init();
    test.sql(
        "INSERT INTO ecc_agent (sys_id, name, status, user_name) VALUES
             (printf('%032d', 1), 'a', 'Down', 'logged.in'), (printf('%032d', 2), 'b', 'Up', 'is.up');
         INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES
             (printf('%032d', 1), 'mid.instance.username', 'configured'), (printf('%032d', 2), 'mid.instance.username', 'of.up');
         INSERT INTO sysevent (name, parm1, sys_created_on)
         SELECT 'login.failed', column1, '2026-03-01 00:00:00'
         FROM (VALUES ('logged.in'), ('configured'), ('is.up'), ('of.up'), (NULL))",
    );
    let kept = "SELECT parm1 FROM sysevent ORDER BY parm1";
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(test.query(kept), ["configured", "logged.in"]);
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert!(test.query(kept).is_empty());
}

#[test]
fn changes_of_status_stay_for_a_year() {
    let test = Test::init();
    for on in ["2025-04-01 11:59:59", "2025-04-01 12:00:00"] {
        test.sql(&format!("INSERT INTO mid_server_history (mid_server, status, changed_on, who) VALUES ('m', 'Up', '{on}', 'x')"));
    }
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(test.query("SELECT changed_on FROM mid_server_history"), ["2025-04-01 12:00:00"]);
}

//! How old and how complete the rows are is said wherever something is judged on them.

use serde_json::{Value, json};

use super::sample::{agent, answer, instance, pull};
use crate::support::Test;
use crate::support::rows::{configured_user, mid_server, sys_id};
use crate::table_api::TableApi;

fn pulled(api: &TableApi) -> Test {
    let test = Test::init();
    pull(&test, api, &[]).done();
    test
}

fn json_of(test: &Test, args: &[&str], at: &str) -> Value {
    test.run(&[args, &["--json"]].concat()).at(at).output().json()
}

#[test]
fn fresh_and_complete_rows_are_shown_without_a_warning() {
    let test = pulled(&instance());
    for command in ["mids", "issues"] {
        test.run(&[command]).at("2026-03-02 12:00:00").done().quiet();
    }
    let status = test.run(&["status"]).ends_with(1).stdout();
    // The rows of that instance have no last_refreshed.
    let said = "1 Down and not judged, 1 not judged: no heartbeats were seen, rows loaded 0s ago |";
    assert!(status.contains(said), "{status}");
}

#[test]
fn stale_rows_are_warned_of_and_make_a_monitor_warn() {
    let test = pulled(&instance());
    let at = "2026-03-02 12:00:01";
    for command in ["mids", "issues"] {
        let said = test.run(&[command]).at(at).done().stderr();
        assert!(
            said.contains("warn: the rows of ecc_agent, ecc_agent_config")
                && said.contains(" are 1d old: what is not there"),
            "{said}"
        );
    }
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-03 00:00:00'");
    let said = test.run(&["status"]).at(at).ends_with(1).stdout();
    assert!(said.contains("sysevent are 1d"), "{said}");
}

#[test]
fn incomplete_rows_are_warned_of_at_once_and_no_mid_server_is_good_news() {
    let test = pulled(&instance().hide(&[&sys_id('a'), &sys_id('b')]));
    let ended = test.run(&["mids"]).ends_with(0);
    assert!(ended.stdout().starts_with("no MID Server is loaded: see"), "{ended}");
    assert!(
        ended.stderr().contains("ecc_agent are incomplete: 2 of 2 rows were not received"),
        "{}",
        ended.stderr()
    );
    let status = test.run(&["status"]).ends_with(1).stdout();
    assert!(status.starts_with("MIDJOBS WARNING"), "{status}");
}

#[test]
fn json_says_where_the_rows_came_from_and_how_old_they_are() {
    let test = pulled(&instance());
    for command in ["mids", "issues", "status"] {
        let said = json_of(&test, &[command], "2026-03-01 14:00:00");
        let agents = &said["coverage"][0];
        assert_eq!(
            (agents["table"].as_str(), agents["origin"].as_str()),
            (Some("ecc_agent"), Some("pull")),
            "{command}"
        );
        assert_eq!(
            (agents["age_seconds"].as_u64(), agents["rows"].as_u64()),
            (Some(7200), Some(2)),
            "{command}"
        );
        assert!(agents["doubt"].is_null(), "{command}");
    }
    let sampled = json_of(&test, &["check-connectivity"], "2026-03-01 14:00:00");
    let tables = sampled["coverage"].as_array().unwrap().iter().map(|load| load["table"].as_str().unwrap());
    let expected =
        ["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_role", "sys_user_has_role", "sysevent"];
    assert_eq!(tables.collect::<Vec<_>>(), expected);
    assert_eq!(sampled["runs"][0]["outcome"], "ran");
}

#[test]
fn rows_that_another_program_wrote_are_no_load() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc"));
    test.run(&["mids"])
        .done()
        .saying("never loaded: ecc_agent, ecc_agent_config: what is not there is unconfirmed");
}

#[test]
fn an_import_that_may_be_cut_is_doubted_until_a_whole_one_comes() {
    let test = Test::init();
    test.file("ecc_agent.csv", format!("sys_id,name,status\n{},emea,Up", sys_id('a')));
    test.run(&["import", "ecc_agent.csv"]).done();
    let doubt = |test: &Test| test.run(&["mids"]).done().stderr().contains("ecc_agent are incomplete");
    assert!(doubt(&test));
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Up")])));
    test.run(&["import", "ecc_agent.json"]).done();
    assert!(!doubt(&test));
}

#[test]
fn a_load_keeps_when_its_rows_were_extracted_and_which_columns_it_had() {
    let test = Test::init();
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Up")])));
    let record =
        "SELECT extracted_on, instr(column_names, 'status') > 0, instr(column_names, 'last_refreshed') > 0
        FROM load_coverage ORDER BY sequence DESC LIMIT 1";
    test.run(&["import", "--as-of", "2026-03-01 09:00:00", "ecc_agent.json"]).done();
    assert_eq!(test.query(record), ["2026-03-01 09:00:00|1|0"]);
    test.run(&["import", "ecc_agent.json"]).done();
    assert_eq!(test.query(record), ["2026-03-01 12:00:00|1|0"], "a file of later than now is of now");
    let shown = json_of(&test, &["mids"], "2026-03-01 13:00:00");
    assert_eq!(shown["coverage"][0]["age_seconds"], 3_600);
}

#[test]
fn rows_are_as_old_as_they_were_when_extracted() {
    let test = Test::init();
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Up")])));
    test.run(&["import", "--as-of", "2026-02-28 11:59:59", "ecc_agent.json"]).done();
    let said = test.run(&["mids"]).done().stderr();
    assert!(said.contains("the rows of ecc_agent are 1d old"), "{said}");
}

/// A Down MID Server whose user did not log in, and of somebody else a login; then a load of events like this.
fn sampled_after(gap: &str, loaded_on: &str) -> Test {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&configured_user('a', "svc"));
    test.sql("INSERT INTO sys_user_role (name) VALUES ('mid_server')");
    test.sql(
        "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login', 'other', '2026-03-01 11:30:00')",
    );
    test.load("2026-03-01 11:59:00").sql(&format!(
        "INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, gap)
         VALUES ('sysevent', 'pull', 'dev', '{loaded_on}', '{loaded_on}', 1, {gap})"
    ));
    test.run(&["check-connectivity"]).done();
    test
}

#[test]
fn no_login_attempts_is_unconfirmed_with_the_reason_when_events_may_be_missing() {
    let issue = "SELECT message, unconfirmed FROM ecc_agent_issue";
    let message = "User svc is associated with 1 down MID Server. No login attempts within reporting period.";
    let test = sampled_after("'3 of 4 rows were not received'", "2026-03-01 11:59:00");
    let reason = "the rows of sysevent are incomplete: 3 of 4 rows were not received";
    assert_eq!(test.query(issue), [format!("{message}|{reason}")]);
    assert!(test.run(&["issues"]).done().stdout().contains("UNCONFIRMED"));
    assert_eq!(json_of(&test, &["issues"], "2026-03-01 12:00:00")["issues"][0]["unconfirmed"], reason);
    let stale = sampled_after("NULL", "2026-02-28 11:00:00");
    assert_eq!(stale.query(issue), [format!("{message}|the rows of sysevent are 1d 1h old")]);
    let sound = sampled_after("NULL", "2026-03-01 11:59:00");
    assert_eq!(sound.query(issue), [format!("{message}|")]);
    assert!(!sound.run(&["issues"]).done().stdout().contains("UNCONFIRMED"));
}

#[test]
fn a_sampling_on_whole_rows_confirms_what_was_in_doubt() {
    let test = sampled_after("'cut'", "2026-03-01 11:59:00");
    test.sql("UPDATE load_coverage SET gap = NULL");
    test.run(&["check-connectivity"]).at("2026-03-01 12:10:00").done();
    assert_eq!(test.query("SELECT count, unconfirmed FROM ecc_agent_issue"), ["2|"]);
}

#[test]
fn after_a_failed_pull_the_checks_run_on_what_is_there_and_say_how_old_it_is() {
    let test = pulled(&instance());
    let said = test.run(&["check-connectivity"]).at("2026-03-03 12:00:00").done().stdout();
    assert!(said.contains("sysevent are 2d old"), "{said}");
}

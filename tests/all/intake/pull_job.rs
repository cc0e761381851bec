//! The pull as a job: `run` from cron is enough, and a failed pull stops nothing else.

use serde_json::json;

use super::sample::{clone, instance, secret_file};
use crate::support::Test;
use crate::table_api::state::Fault;
use crate::table_api::{PASSWORD, TableApi, USER};

/// A database whose pull job knows the instance and is on.
pub fn told(api: &TableApi) -> Test {
    let test = Test::init();
    let file = secret_file(&test, "password", PASSWORD);
    for (name, value) in [("instance", api.url().as_str()), ("user", USER), ("password_file", &file)] {
        test.run(&["jobs", "set", "PullInstance", name, value]).done();
    }
    test.run(&["jobs", "resume", "PullInstance"]).done();
    test
}

#[test]
fn it_is_off_until_it_is_told_an_instance_and_resumed() {
    let test = Test::init();
    assert_eq!(test.value("SELECT active FROM sys_trigger WHERE name = 'PullInstance'"), "0");
    test.run(&["run"]).at("2026-03-01 20:00:00").done();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE job = 'PullInstance'"), "0");
    let asked = test.run(&["run-now", "PullInstance"]).ends_with(1).stderr();
    assert!(asked.contains("jobs set PullInstance instance dev12345"), "{asked}");
}

#[test]
fn once_told_it_pulls_when_it_is_due_and_says_what_came() {
    let api = instance();
    let test = told(&api);
    let ended = test.run(&["run"]).at("2026-03-01 13:00:00").done().quiet();
    assert!(ended.stdout().contains("ecc_agent: 2 rows, 0s old"), "{}", ended.stdout());
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY name"), ["apac", "emea"]);
    let run = "SELECT outcome, rows_changed FROM sys_trigger_run WHERE job = 'PullInstance'";
    assert_eq!(test.query(run), ["ran|8"]);
    assert_eq!(test.value("SELECT count(*) FROM load_coverage WHERE origin = 'pull'"), "9");
}

#[test]
fn a_clone_that_it_finds_is_checked_without_a_word_from_anybody() {
    let api = instance().table("clone_instance", json!([clone('1', "127", "2026-03-01 12:59:00")]));
    let test = told(&api);
    let ended = test.run(&["run"]).at("2026-03-01 13:00:00").output();
    assert!(
        ended.stdout().contains("BadMIDCredentialAfterClone-1 is due 2026-03-01 13:14:00"),
        "{}",
        ended.stdout()
    );
    test.run(&["run"]).at("2026-03-01 13:14:00").done();
    assert_eq!(test.query("SELECT source, state FROM ecc_agent_issue"), ["InstanceClone|new"]);
}

#[test]
fn a_pull_that_fails_fails_its_job_alone_and_has_another_attempt() {
    let api = instance().always_failing(Fault::status(401));
    let test = told(&api);
    test.run(&["after-clone", "--completed", "2026-03-01 12:00:00"]).done();
    let said = test.run(&["run"]).at("2026-03-01 13:00:00").ends_with(1).stderr();
    assert!(said.contains("HTTP 401") && !said.contains(PASSWORD), "{said}");
    let fate = "SELECT job, outcome FROM sys_trigger_run ORDER BY job";
    assert_eq!(test.query(fate), ["BadMIDCredentialAfterClone-1|ran", "PullInstance|retry"]);
    assert!(test.table("load_coverage").is_empty() && test.table("ecc_agent").is_empty());
    let next = "SELECT next_action, attempt FROM sys_trigger WHERE name = 'PullInstance'";
    assert_eq!(test.query(next), ["2026-03-01 13:01:00|1"]);
}

#[test]
fn a_dry_run_asks_no_instance() {
    let api = instance();
    let test = told(&api);
    let ended = test.run(&["run-now", "--dry-run", "PullInstance"]).output();
    assert!(ended.stderr().contains("asks no instance"), "{}", ended.stderr());
    assert!(api.requests().is_empty() && test.table("load_coverage").is_empty());
}

#[test]
fn a_users_job_can_name_everything_in_its_file() {
    let api = instance();
    let test = Test::init();
    let file = secret_file(&test, "password", PASSWORD);
    let url = api.url();
    test.job_file(
        "mine.toml",
        &format!(
            r#"
            name = "Mine"
            description = "Pulls and marks what came"

            [pull]
            instance = "{url}"
            user = "{USER}"
            password_file = "{file}"

            [[steps]]
            sql = "UPDATE ecc_agent SET version = 'seen'"
            "#
        ),
    );
    test.run(&["run-now", "Mine"]).done();
    assert_eq!(
        test.query("SELECT DISTINCT version FROM ecc_agent"),
        ["seen"],
        "the rows are there for the next step"
    );
}

#[test]
fn faults_of_a_pull_are_found_before_anything_runs() {
    let test = Test::init();
    for (text, words) in [
        ("[pull]\ninstance = \":where\"", ":where"),
        (
            "[pull]\ninstance = \"dev1\"\npassword = \"hunter2\"",
            "there is no key \"password\": did you mean password_file?",
        ),
        ("[[steps]]\nsql = \"DELETE FROM sysevent\"\nreplace = true", "there is no key \"replace\""),
        ("[pull]\ninstance = \"dev1\"\nmax_rows = 3", "there is no key \"max_rows\""),
        ("[[steps]]\npull = { instance = \"dev1\" }", "there is no key \"pull\""),
        ("", "no steps and no [pull]"),
    ] {
        test.job_file("mine.toml", &format!("name = \"Mine\"\ndescription = \"Mine\"\n\n{text}\n"));
        test.run(&["check"]).ends_with(3).saying("mine.toml:").saying(words);
    }
}

#[test]
fn a_job_that_pulls_needs_no_steps() {
    let test = Test::init();
    let text = "name = \"Mine\"\ndescription = \"Mine\"\n\n[pull]\ninstance = \"dev1\"\n";
    test.job_file("mine.toml", text).run(&["check"]).succeeds();
}

#[test]
fn a_table_that_is_declared_as_not_to_be_had_is_not_asked_for_and_leaves_no_load() {
    let api = instance().forbid("sysevent");
    let test = told(&api);
    test.run(&["tables", "never", "sysevent", "--reason", "no access"]).done();
    test.run(&["run"]).at("2026-03-01 13:00:00").done().quiet();
    assert!(!api.requests().iter().any(|request| request.contains("sysevent")), "{:?}", api.requests());
    assert_eq!(test.value("SELECT count(*) FROM load_coverage WHERE table_name = 'sysevent'"), "0");
    assert_eq!(test.value("SELECT count(*) FROM load_coverage WHERE table_name = 'ecc_agent'"), "1");
}

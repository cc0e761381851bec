//! Clones that a pull finds, and those that nobody told it of.

use serde_json::{Value, json};

use super::sample::{answer, clone, instance, pull, pull_at};
use crate::support::Test;
use crate::support::rows::sys_id;

const CHECKS: &str = "SELECT name, next_action, substr(job_context, 1, 1) FROM sys_trigger WHERE trigger_type = 0 ORDER BY 3, 1";

/// A clone over the instance of the tests, ten minutes ago, that stands there.
fn standing(id: char, state: &str) -> Value {
    let mut clone = clone(id, "127", "2026-03-01 11:50:00");
    clone["state"] = json!(state);
    clone
}

#[test]
fn a_clone_of_this_instance_schedules_its_checks_once_ever() {
    let clones = json!([
        clone('1', "LOCALHOST", "2026-03-01 11:50:00"),
        clone('2', "another", "2026-03-01 11:40:00"),
        clone('3', "localhost.service-now.com", "2026-02-20 00:00:00"),
    ]);
    let (test, api) = (Test::init(), instance().table("clone_instance", clones));
    let url = api.url().replace("127.0.0.1", "localhost");
    let pull = || pull_at(&test, &url, &["--json"]);
    let said = pull().done().json();
    assert_eq!(said["scheduled"][0]["job"], "BadMIDCredentialAfterClone-1");
    let due = "SELECT name, next_action, substr(job_context, 1, 1) FROM sys_trigger WHERE trigger_type = 0 ORDER BY 1";
    let expected = [
        "BadMIDCredentialAfterClone-1|2026-03-01 12:05:00|1",
        "BadMIDCredentialAfterClone-2|2026-03-01 13:05:00|1",
    ];
    assert_eq!(test.query(due), expected);
    test.run(&["run"]).at("2026-03-01 13:30:00").done();
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue WHERE source = 'InstanceClone'"), "1");
    pull().at("2026-03-01 13:40:00").done();
    assert!(test.query(due).is_empty(), "the same clone schedules nothing again");
    assert_eq!(test.value("SELECT count(*) FROM clone_instance WHERE scheduled_on IS NOT NULL"), "1");
}

#[test]
fn a_clone_that_was_recorded_by_hand_is_not_scheduled_again_by_a_pull() {
    let clones = json!([clone('1', "127", "2026-03-01 11:50:00")]);
    let (test, api) = (Test::init(), instance().table("clone_instance", clones));
    test.run(&["after-clone", "--completed", "2026-03-01 11:50:00"]).done();
    pull(&test, &api, &[]).done();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0"), "2");
}

#[test]
fn only_clones_that_completed_schedule_checks() {
    for (state, checks) in [
        ("Completed", 2),
        ("complete", 2),
        ("", 2),
        ("Canceled", 0),
        ("Rolled back", 0),
        ("rolled_back", 0),
        ("Rollback failure", 2),
        ("Error", 0),
        ("Active", 0),
    ] {
        let test = Test::init();
        pull(&test, &instance().table("clone_instance", json!([standing('1', state)])), &[]).done();
        assert_eq!(test.query(CHECKS).len(), checks, "{state}");
    }
}

#[test]
fn a_clone_of_the_newer_console_schedules_its_checks_by_the_name_of_its_target() {
    let request = json!({"sys_id": sys_id('5'), "target_instance": sys_id('6'), "target_instance.instance_name": "127",
        "state": "Completed", "completed": "2026-03-01 11:50:00"});
    let (test, api) = (Test::init(), instance().table("sn_instance_clone_request", json!([request])));
    pull(&test, &api, &[]).done();
    assert_eq!(test.query(CHECKS).len(), 2);
    let stored = "SELECT sys_id, target_instance, state FROM clone_instance";
    assert_eq!(test.query(stored), [format!("{}|127|Completed", sys_id('5'))]);
}

const SKIPPED: &str =
    "SELECT job, due, outcome, error FROM sys_trigger_run WHERE outcome = 'skipped' ORDER BY job";

/// What is on record of the checks of the clone that was rolled back.
fn skipped() -> Vec<String> {
    let skipped = |number, due| {
        let reason = "the clone of 2026-03-01 11:50:00 is Rolled back";
        format!("BadMIDCredentialAfterClone-{number}|2026-03-01 {due}|skipped|{reason}")
    };
    vec![skipped(1, "12:05:00"), skipped(2, "13:05:00")]
}

#[test]
fn a_clone_that_is_rolled_back_has_its_pending_checks_cancelled_and_no_others() {
    let test = Test::init();
    test.run(&["after-clone", "--completed", "2026-03-01 11:55:00"]).done();
    let bystanders = test.query(CHECKS);
    pull(&test, &instance().table("clone_instance", json!([standing('1', "Completed")])), &[]).done();
    assert_eq!(test.query(CHECKS).len(), 4);
    let api = instance().table("clone_instance", json!([standing('1', "Rolled back")]));
    let said = pull(&test, &api, &[]).done().stderr();
    assert!(said.contains("is Rolled back: BadMIDCredentialAfterClone-1, due 2026-03-01 12:05:00"), "{said}");
    assert_eq!(test.query(CHECKS), bystanders);
    assert_eq!(test.query(SKIPPED), skipped());
    test.run(&["run"]).at("2026-03-01 12:05:00").done().quiet();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'"), "0");
}

#[test]
fn whoever_writes_that_a_clone_was_rolled_back_its_checks_do_not_run() {
    let test = Test::init();
    pull(&test, &instance().table("clone_instance", json!([standing('1', "Completed")])), &[]).done();
    test.file("clone_instance.json", answer(json!([standing('1', "Rolled back")])));
    test.run(&["import", "clone_instance.json"]).done();
    test.run(&["run"]).at("2026-03-01 12:05:00").done();
    assert_eq!(test.query(SKIPPED), skipped());
    assert!(test.query(CHECKS).is_empty());
}

/// The sample instance with these accounts for its MID Servers.
fn accounts(ids: [char; 3]) -> crate::table_api::TableApi {
    let names = ["svc.emea", "svc.apac", "svc.amer"];
    let users = names
        .iter()
        .zip(ids)
        .map(|(name, id)| json!({"sys_id": sys_id(id), "user_name": name, "active": "true"}));
    let configs = names.iter().zip(1..).map(|(name, n)| {
        json!({"sys_id": sys_id(char::from_digit(n, 10).unwrap()), "ecc_agent": sys_id('a'),
            "param_name": "mid.instance.username", "value": name})
    });
    let api = instance().table("sys_user", users.collect()).table("ecc_agent_config", configs.collect());
    api.table("sys_user_has_role", json!([]))
}

const LOOKS: &str = "this looks like a clone: record it with `midjobs after-clone`";

#[test]
fn accounts_that_are_others_than_before_look_like_a_clone() {
    let test = Test::init();
    pull(&test, &accounts(['1', '2', '3']), &[]).done().quiet();
    let one_made_anew = pull(&test, &accounts(['1', '2', '4']), &["--replace"]).done().stderr();
    assert!(!one_made_anew.contains(LOOKS), "{one_made_anew}");
    let said = pull(&test, &accounts(['5', '6', '4']), &["--replace"]).done().stderr();
    assert!(said.contains(&format!("2 of 3 known accounts have another sys_id now: {LOOKS}")), "{said}");
    let again = pull(&test, &accounts(['5', '6', '4']), &["--replace"]).done().stderr();
    assert!(!again.contains(LOOKS), "told once: {again}");
}

#[test]
fn a_clone_on_record_explains_that_accounts_are_others() {
    let test = Test::init();
    pull(&test, &accounts(['1', '2', '3']), &[]).done().quiet();
    test.run(&["after-clone"]).at("2026-03-01 12:30:00").done();
    let said = pull(&test, &accounts(['5', '6', '7']), &[]).at("2026-03-01 13:00:00").done().stderr();
    assert!(!said.contains(LOOKS), "{said}");
}

//! A pull brings what is judged: it comes before the checks after a clone, and the sampling waits for it.

use super::world::World;
use crate::support::{Test, chmod};
use crate::table_api::state::Fault;
use crate::table_api::{PASSWORD, TableApi, USER};

/// A database whose pull job knows the instance and is next due an hour after noon.
fn told(api: &TableApi) -> Test {
    let test = Test::init();
    let file = test.file("password", format!("{PASSWORD}\n")).path("password");
    chmod(&file, 0o600);
    let (file, url) = (file.display().to_string(), api.url());
    for (name, value) in [("instance", url.as_str()), ("user", USER), ("password_file", &file)] {
        test.run(&["jobs", "set", "PullInstance", name, value]).done();
    }
    test.run(&["jobs", "resume", "PullInstance"]).done();
    test
}

fn runs(test: &Test, job: &str) -> Vec<String> {
    test.query(&format!(
        "SELECT due, outcome, origin FROM sys_trigger_run WHERE job = '{job}' ORDER BY sys_id"
    ))
}

#[test]
fn a_check_after_a_clone_has_the_pull_run_first_and_its_schedule_stays() {
    let api = World::emea_down().serve(TableApi::start());
    let test = told(&api);
    test.run(&["after-clone", "--source", "prod"]).at("2026-03-01 12:20:00").done();
    let said = test.run(&["run"]).at("2026-03-01 12:35:00").done();
    said.saying("pulled from").saying("BadMIDCredentialAfterClone-1: 1 issue opened");
    assert_eq!(runs(&test, "PullInstance"), ["2026-03-01 12:35:00|ran|manual"]);
    let next = "SELECT next_action FROM sys_trigger WHERE name = 'PullInstance'";
    assert_eq!(test.value(next), "2026-03-01 13:00:00");
}

#[test]
fn of_both_checks_in_one_tick_the_pull_runs_once() {
    let api = World::emea_down().serve(TableApi::start());
    let test = told(&api);
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 13:20:00").done();
    assert_eq!(runs(&test, "PullInstance"), ["2026-03-01 13:00:00|ran|schedule"]);
    assert_eq!(test.value("SELECT count FROM ecc_agent_issue"), "2");
}

#[test]
fn a_pull_that_is_paused_or_fails_lets_the_check_wait_for_rows() {
    let api = World::emea_down().serve(TableApi::start()).always_failing(Fault::status(401));
    let test = told(&api);
    test.run(&["after-clone"]).done();
    let said = test.run(&["run"]).at("2026-03-01 12:15:00").ends_with(1);
    said.saying("BadMIDCredentialAfterClone-1: 0 issues opened").saying("never loaded: ecc_agent");
    let paused = told(&api);
    paused.run(&["jobs", "pause", "PullInstance"]).done();
    paused.run(&["after-clone"]).done().saying("export these lists");
    paused.run(&["run"]).at("2026-03-01 12:15:00").done();
    assert!(runs(&paused, "PullInstance").is_empty());
}

#[test]
fn the_sampling_waits_for_a_pull_that_is_between_two_attempts() {
    let api = World::emea_down().serve(TableApi::start()).always_failing(Fault::status(404));
    let test = told(&api);
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 16:00:00' WHERE name = 'PullInstance'");
    drop(test.run(&["run"]).at("2026-03-01 16:00:00").ends_with(1));
    assert!(runs(&test, "MIDUserConnectivity").is_empty(), "it is left due");
    api.heal();
    test.run(&["run"]).at("2026-03-01 16:01:00").done().saying("1 issue opened");
    assert_eq!(runs(&test, "MIDUserConnectivity"), ["2026-03-01 16:00:00|ran|schedule"]);
}

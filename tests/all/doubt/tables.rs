//! `tables`: what is known of each table, what rests on it, and what is declared as not to be had.

use super::world::World;
use crate::support::Test;

const AT: &str = "2026-03-01 12:00:00";

fn listed(test: &Test, table: &str, at: &str) -> serde_json::Value {
    let shown = test.run(&["tables", "--json"]).at(at).done().json();
    let rows = shown["tables"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["table"] == table).unwrap()
}

#[test]
fn each_table_has_its_last_load_its_doubt_what_rests_on_it_and_the_list_to_export() {
    let test = Test::init();
    let hidden = World { hidden: vec!["sysevent"], ..World::sound() };
    hidden.load(&test, AT).done();
    let events = listed(&test, "sysevent", AT);
    assert_eq!((events["doubt"].as_str(), events["rows"].as_i64()), (Some("never loaded: sysevent"), None));
    assert_eq!(events["jobs"], "MIDUserConnectivity");
    assert!(events["export"].as_str().unwrap().starts_with("https://INSTANCE/sysevent_list.do?XML"));
    let agents = listed(&test, "ecc_agent", AT);
    assert_eq!((agents["doubt"].as_str(), agents["rows"].as_i64()), (None, Some(2)));
    let jobs = "BadMIDCredentialAfterClone-1, BadMIDCredentialAfterClone-2, MIDUserConnectivity";
    assert_eq!(agents["jobs"], jobs);
    assert_eq!(listed(&test, "clone_instance", AT)["doubt"].as_str(), None, "nothing rests on it");
}

#[test]
fn a_table_that_is_not_to_be_had_is_no_news_for_status_and_what_rests_on_it_still_says_so() {
    let test = Test::init();
    let hidden = World { hidden: vec!["sysevent"], ..World::emea_down() };
    hidden.load(&test, AT).done();
    test.run(&["issues", "ack"]).output().with_code(3);
    let before = test.run(&["status"]).ends_with(1).stdout();
    assert!(before.contains("warning: never loaded: sysevent"), "{before}");
    test.run(&["tables", "never", "sysevent", "--reason", "our account may not read it"])
        .done()
        .saying("not to be had");
    let after = test.run(&["status"]).ends_with(1).stdout();
    assert!(
        !after.contains("warning: never") && after.contains("info: sysevent: declared as not to be had"),
        "{after}"
    );
    test.run(&["run-now", "MIDUserConnectivity"]).done().saying("our account may not read it");
    test.run(&["run-now", "MIDUserConnectivity"]).done().quiet();
    let issue = "SELECT unconfirmed FROM ecc_agent_issue";
    assert_eq!(test.value(issue), "sysevent: declared as not to be had (our account may not read it)");
    test.run(&["tables", "unset", "sysevent"]).done().saying("to be had again");
    test.run(&["status"]).ends_with(1).saying("warning: never loaded: sysevent");
    test.run(&["tables", "unset", "sysevent"]).output().refuses(&["nobody declared that sysevent"]);
}

#[test]
fn a_load_that_came_after_all_counts() {
    let test = Test::init();
    World { hidden: vec!["sysevent"], ..World::sound() }.load(&test, AT).done();
    test.run(&["tables", "never", "sysevent", "--reason", "no access"]).done();
    World::sound().load(&test, "2026-03-01 12:05:00").done();
    test.run(&["status"]).at("2026-03-01 12:06:00").ends_with(0);
    assert_eq!(listed(&test, "sysevent", "2026-03-01 12:06:00")["doubt"].as_str(), None);
}

#[test]
fn how_old_rows_may_be_can_be_set() {
    let test = Test::init();
    World::sound().load(&test, AT).done();
    let status = |at: &str| test.run(&["status", "--overdue", "9d"]).at(at).output();
    assert_eq!(status("2026-03-02 12:00:00").code(), 0);
    assert_eq!(status("2026-03-02 12:00:01").code(), 1);
    test.run(&["tables", "stale-after", "3d"]).done().saying("older than 3d");
    assert_eq!(status("2026-03-04 12:00:00").code(), 0);
    assert_eq!(status("2026-03-04 12:00:01").code(), 1);
    test.run(&["tables", "stale-after", "0s"]).output().refuses(&["1s"]);
}

#[test]
fn tables_that_no_active_job_rests_on_do_not_warn() {
    let test = Test::init();
    let only = World {
        hidden: World::sound().tables().iter().map(|(table, _)| *table).skip(1).collect(),
        ..World::sound()
    };
    only.load(&test, AT).done();
    test.run(&["status"]).ends_with(1).saying("never loaded: ecc_agent_config, sys_user");
    test.run(&["jobs", "pause", "MIDUserConnectivity"]).done();
    test.run(&["status"]).ends_with(0);
    assert_eq!(listed(&test, "sys_user", AT)["jobs"], "");
}

#[test]
fn a_table_that_midjobs_does_not_keep_is_refused() {
    let test = Test::init();
    let ended = test.run(&["tables", "never", "incident", "--reason", "x"]).output();
    ended.refuses(&["no table \"incident\"", "ecc_agent"]);
    test.run(&["tables", "never", "sysevent", "--reason", " "]).output().refuses(&["the reason is empty"]);
}

#[test]
fn a_doubt_says_since_when() {
    let test = Test::init();
    World::sound().load(&test, AT).done();
    let since = |at: &str| listed(&test, "ecc_agent", at)["since"].as_str().map(str::to_owned);
    assert_eq!(since("2026-03-02 12:00:00"), None);
    assert_eq!(since("2026-03-02 13:00:00").unwrap(), "2026-03-02 12:00:00", "when the rows became old");
    test.run(&["after-clone", "--completed", "2026-03-01 12:30:00"]).at("2026-03-01 12:30:00").done();
    assert_eq!(since("2026-03-01 12:31:00").unwrap(), "2026-03-01 12:30:00", "the clone");
    test.sql("UPDATE load_coverage SET gap = 'cut'");
    assert_eq!(since("2026-03-01 12:31:00").unwrap(), AT, "the load that was short");
}

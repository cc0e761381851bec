//! Checks after a clone on rows that cannot show what it left.

use super::world::World;
use crate::support::Test;
use crate::support::rows::{issue, mid_server};

const FAULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults");

fn cloned() -> Test {
    let test = Test::init().without_sampling();
    test.run(&["after-clone", "--source", "prod", "--target", "dev"]).done();
    test
}

fn open_issues(test: &Test) -> String {
    test.value("SELECT count(*) FROM ecc_agent_issue WHERE source = 'InstanceClone' AND state <> 'resolved'")
}

fn import(test: &Test, input: &str, at: &str) {
    test.run(&["import", &format!("{FAULTS}/{input}/ecc_agent.json")]).at(at).done();
}

#[test]
fn rows_from_before_the_clone_open_nothing_and_are_no_all_clear() {
    let test = Test::init();
    import(&test, "before-clone", "2026-03-01 11:00:00");
    test.run(&["after-clone"])
        .done()
        .saying("https://INSTANCE/ecc_agent_list.do?XML")
        .saying("from 2026-03-01 12:10:00 UTC on");
    let said = test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let said = said.saying("waiting for rows newer than the clone of 2026-03-01 12:00:00: ecc_agent");
    said.saying("0 issues opened");
    let status = test.run(&["status"]).at("2026-03-01 12:15:00").ends_with(1);
    status
        .saying("MIDJOBS WARNING")
        .saying("waiting for rows newer than the clone")
        .saying("the check of 1 clone waits for rows");
    assert_eq!(open_issues(&test), "0");
}

#[test]
fn what_is_down_in_rows_from_before_the_clone_opens_nothing() {
    let test = cloned();
    test.sql(&issue('9', 'f', "InstanceClone", "new"));
    World::emea_down().load(&test, "2026-03-01 11:59:00").done();
    let bystander = test.table("ecc_agent_issue");
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    assert_eq!(test.table("ecc_agent_issue"), bystander);
}

#[test]
fn each_check_warns_once_in_its_log_and_the_load_that_ends_the_doubt_schedules_the_latest_once_more() {
    let test = cloned();
    World::emea_down().load(&test, "2026-03-01 11:59:00").done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    let warnings = "SELECT source, count(*) FROM syslog WHERE level = 1 GROUP BY source ORDER BY source";
    assert_eq!(test.query(warnings), ["BadMIDCredentialAfterClone-1|1", "BadMIDCredentialAfterClone-2|1"]);
    let loaded = World::emea_down().load(&test, "2026-03-01 13:30:00").done();
    loaded.saying("BadMIDCredentialAfterClone-2").saying("2026-03-01 13:30:00");
    World::emea_down().load(&test, "2026-03-01 13:31:00").done();
    let pending = "SELECT name, next_action FROM sys_trigger WHERE trigger_type = 0";
    assert_eq!(test.query(pending), ["BadMIDCredentialAfterClone-2|2026-03-01 13:30:00"]);
    test.run(&["run"])
        .at("2026-03-01 13:35:00")
        .done()
        .saying("1 issue opened")
        .saying("in doubt no longer: ecc_agent");
    World::emea_down().load(&test, "2026-03-01 13:40:00").done();
    assert_eq!((test.query(pending).len(), open_issues(&test).as_str()), (0, "1"));
    test.run(&["status"]).at("2026-03-01 13:40:00").ends_with(2).saying("1 Down by the clone");
}

#[test]
fn a_load_before_the_second_check_lets_the_first_be_made_again_at_once_and_the_second_in_its_time() {
    let test = cloned();
    World::sound().load(&test, "2026-03-01 11:59:00").done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    World::emea_down().load(&test, "2026-03-01 12:30:00").done().saying("BadMIDCredentialAfterClone-1");
    test.run(&["run"]).at("2026-03-01 12:30:00").done().saying("1 issue opened");
    test.run(&["run"]).at("2026-03-01 13:15:00").done().saying("0 issues opened, 1 counted again");
    assert_eq!(test.value("SELECT count(*) FROM clone_instance WHERE waiting_check IS NOT NULL"), "0");
}

#[test]
fn down_counts_in_the_first_ten_minutes_and_up_is_no_all_clear_then() {
    let test = cloned();
    World::emea_down().load(&test, "2026-03-01 12:09:59").done();
    test.run(&["run"])
        .at("2026-03-01 12:15:00")
        .done()
        .saying("1 issue opened")
        .saying("first minutes after the clone");
    test.run(&["status"])
        .at("2026-03-01 12:16:00")
        .ends_with(2)
        .saying("the check of 1 clone waits for rows");
    let test = cloned();
    World::emea_down().load(&test, "2026-03-01 12:10:00").done();
    let said = test.run(&["run"]).at("2026-03-01 12:15:00").done().quiet().stdout();
    assert!(!said.contains("minutes"), "{said}");
}

#[test]
fn a_mid_server_whose_creation_is_not_known_is_said_and_not_judged() {
    for (input, words) in [
        ("few-columns", "the last load of ecc_agent did not have the column sys_created_on"),
        ("no-created-on", "1 MID Server is Down without sys_created_on: whether it existed before the clone"),
    ] {
        let test = cloned();
        import(&test, input, "2026-03-01 12:12:00");
        test.run(&["run"])
            .at("2026-03-01 12:15:00")
            .done()
            .saying(words)
            .saying("Down without sys_created_on");
        let status = test.run(&["status"]).at("2026-03-01 12:15:00").output();
        assert!(status.code() > 0, "{status}");
    }
}

#[test]
fn a_mid_server_that_is_up_without_a_heartbeat_since_the_clone_is_counted() {
    let test = cloned();
    let world = World { heartbeat: "2026-03-01 11:58:00".to_owned(), ..World::sound() };
    world.load(&test, "2026-03-01 12:12:00").done();
    let words = "2 MID Servers are Up without a heartbeat since the clone";
    test.run(&["run"]).at("2026-03-01 12:15:00").done().saying(words);
    test.run(&["status"])
        .at("2026-03-01 12:15:00")
        .ends_with(1)
        .saying("2 Up without a heartbeat since the clone");
    let world = World { heartbeat: "2026-03-01 12:19:00".to_owned(), ..World::sound() };
    world.load(&test, "2026-03-01 12:20:00").done();
    let said = test.run(&["status"]).at("2026-03-01 12:21:00").output().stdout();
    assert!(!said.contains("without a heartbeat"), "{said}");
}

#[test]
fn that_its_user_is_unknown_is_unconfirmed_where_the_configuration_was_not_seen() {
    let test = cloned();
    let hidden = World { hidden: vec!["ecc_agent_config"], ..World::emea_down() };
    hidden.load(&test, "2026-03-01 12:12:00").done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let issue = "SELECT message LIKE '%''unknown''.', unconfirmed FROM ecc_agent_issue";
    assert_eq!(test.query(issue), ["1|its user: never loaded: ecc_agent_config"]);
    World::emea_down().load(&test, "2026-03-01 12:20:00").done();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    assert_eq!(test.query(issue), ["0|"], "the next check knows it");
}

#[test]
fn without_any_load_a_check_opens_nothing_whatever_another_program_wrote() {
    let test = cloned();
    test.sql(&mid_server('a', "emea", "Down", "svc"));
    test.run(&["run"]).at("2026-03-01 12:15:00").done().saying("never loaded: ecc_agent");
    assert_eq!(open_issues(&test), "0");
}

//! What is no all-clear: rows that an event contradicts, heartbeats that nobody saw, a pause from before the clone, and what an
//! earlier clone broke.

use serde_json::Value;

use super::world::World;
use crate::support::{Ended, Test};

/// When the clone completed, and when all is asked.
const CLONE: &str = "2026-03-01 12:00:00";
const AT: &str = "2026-03-01 12:40:00";

fn cloned() -> Test {
    let test = Test::init().without_sampling();
    clone(&test, "prod", CLONE);
    test
}

fn clone(test: &Test, source: &str, at: &str) {
    test.run(&["after-clone", "--source", source, "--target", "dev", "--completed", at]).at(at).done();
}

fn status(test: &Test, at: &str) -> Ended {
    test.run(&["run"]).at(at).done();
    test.run(&["status", "--overdue", "99d"]).at(at).output()
}

/// What `why --json` says of `emea`.
fn emea(test: &Test, at: &str) -> Value {
    let told = test.run(&["why", "emea", "--json"]).at(at).output().json();
    told["why"][0].clone()
}

fn up_with_a_heartbeat() -> World {
    World { heartbeat: "2026-03-01 12:24:00".to_owned(), ..World::sound() }
}

fn event(test: &Test, name: &str, at: &str) {
    let event = format!(
        r#"{{"result": [{{"sys_id": "{0}{0}", "name": "{name}", "parm1": "emea", "sys_created_on": "{at}"}}]}}"#,
        "e".repeat(16)
    );
    test.file("events.json", event).run(&["import", "--table", "sysevent", "events.json"]).at(AT).done();
}

#[test]
fn a_row_that_says_up_is_no_all_clear_where_a_later_event_says_down() {
    let test = cloned();
    up_with_a_heartbeat().load(&test, "2026-03-01 12:25:00").done();
    status(&test, AT).with_code(0);
    event(&test, "mid_server.down", "2026-03-01 12:30:00");
    status(&test, AT).with_code(1).saying("warning: 1 Up in a row, and Down in a later event");
    assert_eq!((&emea(&test, AT)["class"], &emea(&test, AT)["since"]), (&"recovering".into(), &Value::Null));
    test.run(&["why", "emea"])
        .at(AT)
        .output()
        .saying("is Up in its row; a later event says that it went Down");
    // The bystander is Up all the same.
    assert_eq!(test.run(&["why", "apac", "--json"]).at(AT).output().json()["why"][0]["class"], "up");
}

#[test]
fn a_row_that_says_up_after_such_an_event_is_one() {
    let test = cloned();
    up_with_a_heartbeat().load(&test, "2026-03-01 12:25:00").done();
    event(&test, "mid_server.down", "2026-03-01 12:20:00");
    status(&test, AT).with_code(0);
}

#[test]
fn heartbeats_that_were_not_seen_are_no_all_clear() {
    let test = cloned();
    up_with_a_heartbeat().load(&test, "2026-03-01 12:25:00").done();
    status(&test, AT).with_code(0);
    let rows = std::fs::read_to_string(test.path("exports/ecc_agent.json")).unwrap();
    let mut rows: Value = serde_json::from_str(&rows).unwrap();
    for row in rows["result"].as_array_mut().unwrap() {
        row.as_object_mut().unwrap().remove("last_refreshed");
    }
    test.file("exports/ecc_agent.json", rows.to_string())
        .run(&["import", "exports"])
        .at("2026-03-01 12:26:00")
        .done();
    assert_eq!(emea(&test, AT)["class"], "not_judged");
    status(&test, AT).with_code(1).saying("warning: 2 not judged: no heartbeats were seen");
}

#[test]
fn a_clone_does_not_begin_a_pause_anew() {
    let test = Test::init().without_sampling();
    let paused = World { emea: "Paused", ..up_with_a_heartbeat() };
    up_with_a_heartbeat().load(&test, "2026-03-01 05:00:00").done();
    paused.load(&test, "2026-03-01 06:00:00").done();
    clone(&test, "prod", CLONE);
    paused.load(&test, "2026-03-01 12:25:00").done();
    assert_eq!(emea(&test, AT)["since"], "2026-03-01T06:00:00Z");
    status(&test, AT).with_code(1).saying("warning: 1 neither Up nor Down");
}

#[test]
fn one_that_is_paused_since_the_clone_is_a_detail_for_two_hours() {
    let test = Test::init().without_sampling();
    up_with_a_heartbeat().load(&test, "2026-03-01 11:50:00").done();
    clone(&test, "prod", CLONE);
    World { emea: "Paused", ..up_with_a_heartbeat() }.load(&test, "2026-03-01 12:25:00").done();
    assert_eq!(emea(&test, AT)["since"], "2026-03-01T12:25:00Z");
    status(&test, AT).with_code(0).saying("info: 1 neither Up nor Down");
}

#[test]
fn what_a_clone_broke_stays_critical_when_another_comes() {
    let test = cloned();
    World { emea: "Down", ..up_with_a_heartbeat() }.load(&test, "2026-03-01 12:25:00").done();
    status(&test, AT).with_code(2).saying("Down by the clone");
    clone(&test, "other", "2026-03-01 14:00:00");
    let (at, said) = ("2026-03-01 14:20:00", emea(&test, "2026-03-01 14:20:00"));
    assert_eq!((&said["class"], &said["class_then"]), (&"not_judged".into(), &"down_since_clone".into()));
    status(&test, at).with_code(2).saying("1 Down by an earlier clone");
}

#[test]
fn what_was_down_before_the_first_clone_is_not_critical_before_rows_come() {
    let test = Test::init().without_sampling();
    World { emea: "Down", ..up_with_a_heartbeat() }.load(&test, "2026-03-01 11:50:00").done();
    clone(&test, "prod", CLONE);
    assert_eq!(emea(&test, AT)["class_then"], Value::Null);
    status(&test, AT).with_code(1).saying("waiting for rows newer than the clone");
}

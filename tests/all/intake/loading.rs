//! What loading does to the rows that are there.

use std::fs;

use serde_json::json;

use super::sample::{agent, answer, event};
use crate::support::Test;
use crate::support::rows::{issue, mid_server, sys_id};

#[test]
fn loading_again_changes_nothing() {
    let test = Test::init();
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Down"), agent('b', "apac", "Up")])));
    let counts = |test: &Test| {
        let said = test.run(&["import", "--json", "ecc_agent.json"]).done().json();
        ["new", "changed", "same"].map(|count| said["imported"][0][count].as_u64().unwrap())
    };
    assert_eq!(counts(&test), [2, 0, 0]);
    let before = test.table("ecc_agent");
    assert_eq!(counts(&test), [0, 0, 2]);
    assert_eq!(test.table("ecc_agent"), before);
}

#[test]
fn a_row_keeps_what_an_export_does_not_have() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea")).sql(&mid_server(
        'b',
        "bystander",
        "Down",
        "svc.b",
    ));
    test.file("ecc_agent.json", answer(json!([{"sys_id": sys_id('a'), "status": "Paused"}])));
    test.run(&["import", "ecc_agent.json"]).done();
    let rows = test.query("SELECT name, status, user_name FROM ecc_agent ORDER BY sys_id");
    assert_eq!(rows, ["emea|Paused|svc.emea", "bystander|Down|svc.b"]);
}

#[test]
fn a_row_that_a_file_has_twice_is_one_row_with_what_both_say() {
    let test = Test::init();
    let rows = json!([agent('a', "emea", "Down"), {"sys_id": sys_id('a'), "status": "Up"}]);
    test.file("ecc_agent.json", answer(rows));
    test.run(&["import", "ecc_agent.json"]).done();
    assert_eq!(test.query("SELECT name, status FROM ecc_agent"), ["emea|Up"]);
}

#[test]
fn an_event_that_a_rotated_table_repeats_counts_once() {
    let test = Test::init();
    let at = "2026-03-01 10:00:00";
    let events = json!([
        event('1', "login.failed", "svc", at),
        event('2', "login.failed", "svc", at),
        event('3', "login", "svc", at),
        event('4', "login.failed", "other", at),
    ]);
    test.file("sysevent.json", answer(events));
    test.run(&["import", "sysevent.json"]).done();
    let kept = test.query("SELECT substr(sys_id, 1, 1) FROM sysevent ORDER BY 1");
    assert_eq!(kept, ["1", "3", "4"]);
}

#[test]
fn an_event_is_known_under_another_sys_id_whenever_it_came_and_wherever_it_was_moved() {
    let test = Test::init();
    let (before, at, later) = ("2026-03-01 09:00:00", "2026-03-01 10:00:00", "2026-03-01 11:00:00");
    let loaded = |events: serde_json::Value| {
        test.file("sysevent.json", answer(events));
        test.run(&["import", "sysevent.json"]).done();
        test.query("SELECT substr(sys_id, 1, 1) FROM sysevent ORDER BY 1")
    };
    assert_eq!(
        loaded(json!([event('1', "login", "svc", at), event('2', "login", "svc", later)])),
        ["1", "2"]
    );
    // Of an earlier load, on both ends of its span; before it, and of another user, is no repetition.
    let again = json!([
        event('3', "login", "svc", at),
        event('4', "login", "svc", later),
        event('5', "login", "svc", before),
        event('6', "login", "other", at),
    ]);
    assert_eq!(loaded(again), ["1", "2", "5", "6"]);
    // Moved out of the span by the same load.
    let moved = "2026-03-01 12:00:00";
    let again = json!([event('1', "login", "svc", moved), event('7', "login", "svc", moved)]);
    assert_eq!(loaded(again), ["1", "2", "5", "6"]);
}

/// Events are put in together, some thousands at a time: each still counts for itself.
#[test]
fn of_many_events_each_is_new_changed_the_same_or_a_repetition() {
    let test = Test::init();
    let row = |id: usize, user: usize, state: &str| {
        let at = format!("2026-03-01 {:02}:{:02}:{:02}", user / 3600, user / 60 % 60, user % 60);
        format!("{id:032x},login,user{user},{state},{at}\n")
    };
    let load = |rows: String| {
        test.file("sysevent.csv", format!("sys_id,name,parm1,state,sys_created_on\n{rows}"));
        let said = test.run(&["import", "--json", "sysevent.csv"]).done().json();
        ["new", "changed", "same"].map(|count| said["imported"][0][count].as_u64().unwrap())
    };
    // There are 50: ten of the next rows are as they are, 40 have another state.
    assert_eq!(load((0..50).map(|id| row(100 * id, 100 * id, "ready")).collect()), [50, 0, 0]);
    let state = |id: usize| if id.is_multiple_of(500) { "ready" } else { "processed" };
    let mut rows: String = (0..5_000).map(|id| row(id, id, state(id))).collect();
    // One that came before with another state, and one that another one repeats.
    rows += &row(4_999, 4_999, "error");
    rows += &row(9_000, 4_998, "processed");
    rows += &row(9_001, 9_001, "processed");
    assert_eq!(load(rows.clone()), [4_951, 41, 11]);
    let kept = |condition: &str| test.query(&format!("SELECT count(*) FROM sysevent WHERE {condition}"));
    assert_eq!(kept("true"), ["5001"]);
    assert_eq!(kept("state = 'ready'"), ["10"]);
    assert_eq!(kept("state = 'error' AND parm1 = 'user4999'"), ["1"]);
    assert_eq!(load(rows)[0], 0);
    assert_eq!(kept("true"), ["5001"]);
}

/// Where the table does not check, as when many are put in together, the door does.
#[test]
fn what_no_column_takes_is_refused_among_many_events_as_well() {
    let test = Test::init();
    let rows: String = (0..70).map(|id| format!("{id:032x},login,user{id},2026-03-01 10:00:00\n")).collect();
    let rows = format!("sys_id,name,parm1,sys_created_on\n{rows}");
    test.file("sysevent.csv", rows.clone() + "77,login,short,2026-03-01 10:00:00\n");
    test.run(&["import", "sysevent.csv"]).output().refuses(&["row 71", "32 hex digits"]);
    test.file("sysevent.csv", rows + &format!("{:032x},login,late,2026-03-01 10:00\n", 77));
    test.run(&["import", "sysevent.csv"]).output().refuses(&["row 71", "sys_created_on"]);
    assert_eq!(test.query("SELECT count(*) FROM sysevent"), ["0"]);
}

#[test]
fn a_mid_server_that_an_import_brings_up_resolves_its_issue_and_no_other() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&mid_server('b', "apac", "Down", "svc"));
    test.sql(&issue('1', 'a', "InstanceClone", "new")).sql(&issue('2', 'b', "InstanceClone", "new"));
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Up"), agent('b', "apac", "Down")])));
    test.run(&["import", "ecc_agent.json"]).done();
    assert_eq!(test.query("SELECT state FROM ecc_agent_issue ORDER BY sys_id"), ["resolved", "new"]);
}

#[test]
fn a_deleted_row_of_an_unload_is_deleted() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&mid_server('b', "apac", "Down", "svc"));
    let gone = format!("<ecc_agent action=\"DELETE\"><sys_id>{}</sys_id></ecc_agent>", sys_id('a'));
    test.file("unload.xml", format!("<unload unload_date=\"2026-03-01 12:00:00\">{gone}</unload>"));
    test.run(&["import", "unload.xml"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["apac"]);
}

#[test]
fn no_secret_reaches_a_byte_of_the_database_or_of_what_is_said() {
    let test = Test::init();
    let parameter = |id: char, name: &str, value: &str| json!({"sys_id": sys_id(id), "ecc_agent": sys_id('a'), "param_name": name, "value": value});
    let parameters = json!([
        parameter('1', "mid.instance.username", "svc.emea"),
        parameter('2', "mid.instance.password", "hunter2-one"),
        parameter('3', "mid.proxy.Token", "hunter2-two"),
    ]);
    let users = json!([{"sys_id": sys_id('4'), "user_name": "svc", "user_password": "hunter2-three", "password_needs_reset": "hunter2-four"}]);
    test.file("ecc_agent_config.json", answer(parameters));
    test.file("sys_user.json", answer(users));
    let ended = test.run(&["-vv", "import", "ecc_agent_config.json", "sys_user.json"]).done();
    let said = ended.stdout() + &ended.stderr();
    assert!(said.contains("dropped 2 secrets") && !said.contains("hunter2"), "{said}");
    assert_eq!(test.query("SELECT value FROM ecc_agent_config"), ["svc.emea"]);
    for entry in fs::read_dir(test.path("")).unwrap().map(|entry| entry.unwrap().path()) {
        let ours = entry.display().to_string().contains("midjobs.db");
        let bytes = fs::read(&entry).unwrap();
        assert!(!ours || !bytes.windows(7).any(|part| part == b"hunter2"), "{}", entry.display());
    }
}

#[test]
fn of_an_event_that_a_file_has_three_times_the_last_counts() {
    let test = Test::init();
    let row = |id: u32, state: &str, at: &str| format!("{id:032x},login,svc{id},{state},2026-03-01 {at}\n");
    let rows = [
        row(7, "ready", "10:00:00"),
        row(7, "processed", "10:00:00"),
        row(7, "error", "11:00:00"),
        row(9, "ready", "10:00:00"),
    ];
    test.file("sysevent.csv", format!("sys_id,name,parm1,state,sys_created_on\n{}", rows.concat()));
    let said = test.run(&["import", "--json", "sysevent.csv"]).done().json();
    assert_eq!(
        ["new", "changed", "same"].map(|count| said["imported"][0][count].as_u64().unwrap()),
        [2, 2, 0]
    );
    let kept = test.query("SELECT parm1, state, sys_created_on FROM sysevent ORDER BY sys_id");
    assert_eq!(kept, ["svc7|error|2026-03-01 11:00:00", "svc9|ready|2026-03-01 10:00:00"]);
}

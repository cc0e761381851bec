//! The MID Server ID map: it has every active account that holds the role.

use serde_json::{Value, json};

use super::example::INSTANCE;
use crate::support::Test;

/// Holds the role, and is configured for `mid-emea-2` alone, which is Up.
const UP: &str = "
    INSERT INTO sys_user (sys_id, user_name, active) VALUES ('b0000000000000000000000000000009', 'svc.up', 1);
    INSERT INTO sys_user_has_role (user, role) VALUES
        ('b0000000000000000000000000000009', 'c0000000000000000000000000000001');
    INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES
        ('a0000000000000000000000000000002', 'mid.instance.username', 'svc.up');";

fn instance() -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE).sql(UP);
    test
}

/// What the map has of `svc.up`: its line, and its data.
fn of_up(test: &Test) -> (Option<String>, Value) {
    let shown = test.run(&["check-connectivity", "--debug", "detailed"]).done().quiet().stdout();
    let (_, map) = shown.split_once("MID Server ID map").unwrap();
    let line = map.lines().find(|line| line.contains("svc.up")).map(|line| line.trim().to_owned());
    let json = test.run(&["check-connectivity", "--debug", "2", "--json"]).done().json();
    (line, json["runs"][0]["evidence"]["mid_server_id_map"]["users_of_other_mid_servers"].clone())
}

#[test]
fn an_account_whose_mid_servers_are_all_up_is_on_the_map_and_is_not_examined() {
    let test = instance();
    let (line, data) = of_up(&test);
    assert_eq!(line.unwrap().split_whitespace().collect::<Vec<_>>(), ["svc.up", "(Up)"]);
    assert_eq!(data, json!([{ "user_name": "svc.up", "statuses": ["Up"] }]));
    let issues = "SELECT count(*) FROM ecc_agent_issue WHERE user_name = 'svc.up'";
    assert_eq!(test.value(issues), "0");
}

#[test]
fn on_the_map_it_stands_with_those_of_down_mid_servers() {
    let test = instance();
    let shown = test.run(&["check-connectivity", "--debug", "detailed"]).done().stdout();
    let heads = [
        "not associated with any MID Server",
        "associated with Down MID Servers, by sys_id",
        "svc.up",
        "sys_id of each Down",
    ];
    let (_, map) = shown.split_once("MID Server ID map").unwrap();
    let places: Vec<usize> = heads.iter().map(|head| map.find(head).unwrap()).collect();
    assert!(places.is_sorted(), "{map}");
}

#[test]
fn only_an_active_account_that_holds_the_role_is_on_the_map() {
    for without in [
        "UPDATE sys_user SET active = 0 WHERE user_name = 'svc.up'",
        "DELETE FROM sys_user_has_role WHERE user LIKE '%9'",
        "UPDATE sys_user_has_role SET state = 'inactive' WHERE user LIKE '%9'",
        "UPDATE sys_user_has_role SET role = 'c0000000000000000000000000000002' WHERE user LIKE '%9'",
    ] {
        let test = instance();
        test.sql(without);
        assert_eq!(of_up(&test), (None, json!([])), "{without}");
    }
}

#[test]
fn up_is_said_only_where_all_its_mid_servers_are_up() {
    for (change, said) in [
        ("UPDATE ecc_agent SET status = 'Paused' WHERE name = 'mid-emea-2'", "svc.up (Paused)"),
        ("UPDATE ecc_agent SET status = NULL WHERE name = 'mid-emea-2'", "svc.up (no status)"),
        ("DELETE FROM ecc_agent WHERE name = 'mid-emea-2'", "svc.up (not in ecc_agent)"),
        (
            "INSERT INTO ecc_agent (sys_id, status) VALUES ('a0000000000000000000000000000008', 'Paused');
             INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES
                ('a0000000000000000000000000000008', 'mid.instance.username', 'svc.up')",
            "svc.up (Paused, Up)",
        ),
    ] {
        let test = instance();
        test.sql(change);
        let line = of_up(&test).0.unwrap();
        assert_eq!(line.split_whitespace().collect::<Vec<_>>().join(" "), said, "{change}");
    }
}

#[test]
fn one_with_a_down_mid_server_besides_stands_there_by_its_sys_id_alone() {
    let test = instance();
    test.sql("UPDATE ecc_agent_config SET value = 'svc.up' WHERE value = 'local-midserver'");
    let (line, data) = of_up(&test);
    let words = line.unwrap();
    assert_eq!(words.split_whitespace().collect::<Vec<_>>(), ["svc.up", "ID"], "without a mark");
    assert_eq!(data, json!([]));
}

#[test]
fn without_a_down_mid_server_there_is_no_map() {
    let test = instance();
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    let shown = test.run(&["check-connectivity", "--debug", "detailed"]).done().stdout();
    assert!(!shown.contains("ID map") && !shown.contains("svc.up"), "{shown}");
    let json = test.run(&["check-connectivity", "--debug", "2", "--json"]).done().json();
    assert!(json["runs"][0]["evidence"]["mid_server_id_map"].is_null());
}

//! What is kept of what loads and events showed: accounts, statuses, rows that are gone, and the cause that was proven last.

use serde_json::{Value as Json, json};

use crate::support::Test;

const MID: &str = "a0000000000000000000000000000001";
const BYSTANDER: &str = "a0000000000000000000000000000002";
pub const ACCOUNT: &str = "b0000000000000000000000000000001";
const ROLE: &str = "c0000000000000000000000000000001";

fn mid(sys_id: &str, name: &str, status: &str) -> Json {
    json!({ "sys_id": sys_id, "name": name, "status": status, "user_name": format!("svc.{name}"), "validated": "true",
        "last_refreshed": "2026-03-01 11:55:00", "sys_created_on": "2025-01-01 00:00:00" })
}

pub fn account(sys_id: &str, name: &str, active: bool) -> Json {
    json!({ "sys_id": sys_id, "user_name": format!("svc.{name}"), "active": active.to_string(), "locked_out": "false",
        "last_login_time": "", "web_service_access_only": "true", "internal_integration_user": "true" })
}

/// Loads tables at a time.
pub fn load(test: &Test, at: &str, tables: &[(&str, Vec<Json>)]) {
    for (table, rows) in tables {
        test.file(&format!("{table}.json"), json!({ "result": rows }).to_string());
        test.run(&["import", &format!("{table}.json")]).at(at).done();
    }
}

/// Two MID Servers with their users, roles and no events, Down, as loaded at a time.
pub fn all(test: &Test, at: &str, accounts: Vec<Json>, held: Vec<Json>) {
    let config = |row: &str, mid: &str, name: &str| json!({ "sys_id": row, "ecc_agent": mid, "param_name": "mid.instance.username", "value": format!("svc.{name}") });
    let roles = vec![
        json!({ "sys_id": ROLE, "name": "mid_server" }),
        json!({ "sys_id": "c0000000000000000000000000000002", "name": "x" }),
    ];
    load(
        test,
        at,
        &[
            ("sys_user_role", roles),
            (
                "sys_user_role_contains",
                vec![
                    json!({ "sys_id": "f1".repeat(16), "role": "c0000000000000000000000000000002", "contains": "c0000000000000000000000000000002" }),
                ],
            ),
            ("ecc_agent", vec![mid(MID, "emea", "Down"), mid(BYSTANDER, "apac", "Down")]),
            (
                "ecc_agent_config",
                vec![config(&"d1".repeat(16), MID, "emea"), config(&"d2".repeat(16), BYSTANDER, "apac")],
            ),
            ("sys_user", accounts),
            ("sys_user_has_role", held),
            ("sysevent", vec![]),
        ],
    );
}

fn holds(row: &str, account: &str) -> Json {
    json!({ "sys_id": row, "user": account, "role": ROLE, "state": "active" })
}

pub fn both() -> (Vec<Json>, Vec<Json>) {
    let other = "b0000000000000000000000000000002";
    (
        vec![account(ACCOUNT, "emea", true), account(other, "apac", true)],
        vec![holds(&"e1".repeat(16), ACCOUNT), holds(&"e2".repeat(16), other)],
    )
}

pub fn test() -> Test {
    let test = Test::new();
    test.run(&["init"]).at("2026-03-01 10:00:00").done();
    test
}

fn answer(test: &Test, at: &str, name: &str) -> Json {
    let said = test.run(&["why", "--json"]).at(at).done().json();
    said["why"].as_array().unwrap().iter().find(|answer| answer["mid_server"] == name).unwrap().clone()
}

const HISTORY: &str = "SELECT user_name, coalesce(account, 'missing'), active, roles, coalesce(seen_until, ''), changed_on FROM account_history ORDER BY sequence";

#[test]
fn the_load_that_shows_a_clone_keeps_what_the_accounts_were() {
    let test = test();
    let (accounts, held) = both();
    all(&test, "2026-03-01 11:00:00", accounts.clone(), held);
    let before = test.query(HISTORY);
    // Loaded a table at a time, roles come last.
    assert_eq!(
        before.last().unwrap(),
        &format!("svc.emea|{ACCOUNT}|1|mid_server|2026-03-01 11:00:00|2026-03-01 11:00:00")
            .replace("|2026-03-01 11:00:00|2", "||2")
    );
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    // The clone took one account and the role of the other.
    all(&test, "2026-03-01 12:30:00", vec![accounts[1].clone()], vec![]);
    let changed: Vec<String> = test.query(HISTORY).split_off(before.len());
    assert_eq!(
        changed,
        ["svc.emea|missing|||2026-03-01 11:00:00|2026-03-01 12:30:00",],
        "an empty load of roles says nothing"
    );
    // Once more the same: nothing changed, nothing is kept.
    all(&test, "2026-03-01 12:40:00", vec![accounts[1].clone()], vec![]);
    assert_eq!(test.query(HISTORY).len(), before.len() + 1);
    let lapsed = json!({ "sys_id": "e2".repeat(16), "user": "b0000000000000000000000000000002", "role": ROLE, "state": "requested" });
    load(&test, "2026-03-01 12:50:00", &[("sys_user_has_role", vec![lapsed])]);
    assert_eq!(
        test.query(HISTORY).last().unwrap(),
        "svc.apac|b0000000000000000000000000000002|1||2026-03-01 12:40:00|2026-03-01 12:50:00"
    );
}

#[test]
fn what_the_load_after_the_clone_does_not_have_is_gone_and_what_a_part_does_not_have_is_not() {
    let test = test();
    let (accounts, held) = both();
    all(&test, "2026-03-01 11:00:00", accounts.clone(), held.clone());
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    all(&test, "2026-03-01 12:30:00", vec![accounts[1].clone()], vec![held[1].clone()]);
    assert_eq!(
        test.query("SELECT table_name, seen_until FROM row_absent ORDER BY 1"),
        ["sys_user|2026-03-01 11:00:00", "sys_user_has_role|2026-03-01 11:00:00",]
    );
    assert_eq!(answer(&test, "2026-03-01 12:31:00", "emea")["cause"], "account_missing");
    assert_eq!(answer(&test, "2026-03-01 12:31:00", "apac")["cause"], "no_attempt_seen");
    // It is made again, and then one account alone is loaded: the other one was there a moment ago.
    all(&test, "2026-03-01 12:40:00", accounts.clone(), held);
    assert_eq!(test.query("SELECT count(*) FROM row_absent"), ["0"]);
    load(&test, "2026-03-01 12:50:00", &[("sys_user", vec![accounts[1].clone()])]);
    for name in ["emea", "apac"] {
        assert_eq!(answer(&test, "2026-03-01 12:51:00", name)["cause"], "no_attempt_seen", "{name}");
    }
    // Replaced, it is gone for good.
    test.run(&["import", "--replace", "sys_user.json"]).at("2026-03-01 12:52:00").done();
    assert_eq!(answer(&test, "2026-03-01 12:53:00", "emea")["cause"], "account_missing");
    assert_eq!(test.query("SELECT count(*) FROM row_absent"), ["0"]);
}

#[test]
fn events_of_mid_servers_are_kept_once_by_name_or_sys_id() {
    let test = test();
    let event = |row: char, name: &str, parm1: &str, at: &str| json!({ "sys_id": row.to_string().repeat(32), "name": name, "parm1": parm1, "sys_created_on": at });
    let (accounts, held) = both();
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    all(&test, "2026-03-01 12:30:00", accounts, held);
    let events = vec![
        event('1', "mid_server.down", "emea", "2026-03-01 12:02:00"),
        event('2', "mid_server.up", MID, "2026-03-01 12:05:00"),
        event('3', "mid_server.cluster.down", "emea", "2026-03-01 12:06:00"),
        event('4', "mid_server.down", "nobody", "2026-03-01 12:07:00"),
        event('5', "login", "emea", "2026-03-01 12:08:00"),
    ];
    load(&test, "2026-03-01 12:35:00", &[("sysevent", events.clone())]);
    load(&test, "2026-03-01 12:36:00", &[("sysevent", events)]);
    let kept =
        test.query("SELECT mid_server, status, changed_on FROM mid_server_history WHERE who = 'event'");
    assert_eq!(kept, [format!("{MID}|Down|2026-03-01 12:02:00"), format!("{MID}|Up|2026-03-01 12:05:00")]);
    // What is kept and the events themselves are the same changes: two, which is no flapping; the purge leaves the kept ones.
    let class = |test: &Test| answer(test, "2026-03-01 12:40:00", "emea")["class"].clone();
    assert_eq!(class(&test), "down_since_clone");
    load(
        &test,
        "2026-03-01 12:37:00",
        &[("sysevent", vec![event('6', "mid_server.down", "emea", "2026-03-01 12:10:00")])],
    );
    assert_eq!(class(&test), "flapping");
    test.sql("DELETE FROM sysevent");
    assert_eq!(class(&test), "flapping");
}

#[test]
fn the_cause_that_was_proven_last_is_kept_until_a_row_contradicts_it() {
    let test = test();
    let (accounts, held) = both();
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    all(&test, "2026-03-01 12:30:00", vec![account(ACCOUNT, "emea", false), accounts[1].clone()], held);
    assert_eq!(answer(&test, "2026-03-01 12:31:00", "emea")["cause"], "account_inactive");
    // A load without the column: nobody sees it any more.
    let blind = json!({ "sys_id": ACCOUNT, "user_name": "svc.emea", "locked_out": "false" });
    load(
        &test,
        "2026-03-01 13:00:00",
        &[(
            "sys_user",
            vec![
                blind,
                json!({ "sys_id": "b0000000000000000000000000000002", "user_name": "svc.apac", "locked_out": "false" }),
            ],
        )],
    );
    let kept = answer(&test, "2026-03-01 13:01:00", "emea");
    assert_eq!(
        (&kept["cause"], &kept["cause_then"], &kept["as_of"]),
        (&json!("cannot_tell"), &json!("account_inactive"), &json!("2026-03-01T12:30:00Z"))
    );
    let page = test.run(&["why", "emea"]).at("2026-03-01 13:01:00").done().stdout();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("as of 2026-03-01 12:30: Down since the clone, its account is inactive"), "{page}");
    // The account is active again, and whether it is locked was not seen: the row contradicts it.
    let active = json!({ "sys_id": ACCOUNT, "user_name": "svc.emea", "active": "true" });
    load(
        &test,
        "2026-03-01 13:10:00",
        &[(
            "sys_user",
            vec![
                active,
                json!({ "sys_id": "b0000000000000000000000000000002", "user_name": "svc.apac", "active": "true" }),
            ],
        )],
    );
    let over = answer(&test, "2026-03-01 13:11:00", "emea");
    assert_eq!((&over["cause"], &over["cause_then"]), (&json!("cannot_tell"), &Json::Null));
    assert_eq!(
        test.query(&format!("SELECT count(*) FROM mid_server_cause WHERE mid_server = '{MID}'")),
        ["0"]
    );
    let bystander = answer(&test, "2026-03-01 13:11:00", "apac");
    assert_eq!(bystander["cause_then"], "no_attempt_seen");
    // It comes Up: there is nothing to keep.
    load(
        &test,
        "2026-03-01 13:20:00",
        &[("ecc_agent", vec![mid(MID, "emea", "Down"), mid(BYSTANDER, "apac", "Up")])],
    );
    assert_eq!(
        test.query(&format!("SELECT count(*) FROM mid_server_cause WHERE mid_server = '{BYSTANDER}'")),
        ["0"]
    );
}

#[test]
fn what_is_kept_of_accounts_is_bounded_and_the_newest_of_each_stays() {
    let test = test();
    for (user, on) in [
        ("a", "2024-01-01 00:00:00"),
        ("a", "2024-06-01 00:00:00"),
        ("a", "2026-02-01 00:00:00"),
        ("b", "2024-01-01 00:00:00"),
    ] {
        test.sql(&format!(
            "INSERT INTO account_history (user_name, changed_on, who) VALUES ('{user}', '{on}', 'import')"
        ));
    }
    test.run(&["run-now", "PurgeHistory"]).at("2026-03-01 12:00:00").done();
    let left = test.query("SELECT user_name, changed_on FROM account_history ORDER BY user_name, changed_on");
    assert_eq!(left, ["a|2026-02-01 00:00:00", "b|2024-01-01 00:00:00"]);
}

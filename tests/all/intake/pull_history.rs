//! What a pull keeps of the accounts that it overwrites.

use serde_json::{Value, json};

use super::sample::{instance, pull};
use crate::support::Test;
use crate::support::rows::sys_id;

/// The same instance after a clone: another account of the name, which is inactive and holds nothing that counts.
fn after_the_clone() -> crate::table_api::TableApi {
    let clone: Value = json!([{"sys_id": sys_id('4'), "source_instance": "prod", "target_instance": "dev", "state": "Completed",
        "completed": "2026-03-01 12:00:00"}]);
    let held = json!([{"sys_id": sys_id('6'), "user": sys_id('9'), "role": sys_id('5'), "state": "active"}]);
    instance()
        .table("clone_instance", clone)
        .table("sys_user", json!([{"sys_id": sys_id('9'), "user_name": "svc.emea", "active": "false"}]))
        .table("sys_user_has_role", held)
}

#[test]
fn the_pull_that_discovers_a_clone_keeps_what_the_account_was_before_it() {
    let test = Test::new();
    test.run(&["init"]).at("2026-03-01 10:00:00").done();
    pull(&test, &instance(), &[]).at("2026-03-01 11:00:00").done();
    pull(&test, &after_the_clone(), &["--replace"]).at("2026-03-01 12:30:00").done();
    assert_eq!(test.query("SELECT completed FROM clone_instance"), ["2026-03-01 12:00:00"]);
    assert_eq!(test.query("SELECT sys_id FROM sys_user"), [sys_id('9')]);
    let kept = test.query("SELECT user_name, account, active, roles, coalesce(seen_until, ''), changed_on, who FROM account_history ORDER BY sequence");
    let (before, now) = (sys_id('c'), sys_id('9'));
    assert_eq!(
        kept,
        [
            format!("svc.emea|{before}|1|mid_server||2026-03-01 11:00:00|pull"),
            format!("svc.emea|{now}|0||2026-03-01 11:00:00|2026-03-01 12:30:00|pull"),
        ]
    );
    let page = test.run(&["why", "emea"]).at("2026-03-01 12:31:00").done().stdout();
    assert!(page.contains("its account is another one (99999999), inactive"), "{page}");
    // Once more the same: nothing more is kept.
    pull(&test, &after_the_clone(), &["--replace"]).at("2026-03-01 12:40:00").done();
    assert_eq!(test.value("SELECT count(*) FROM account_history"), "2");
}

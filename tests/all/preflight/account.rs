//! Each judgement on an account, with the row that proves it; without it the same MID Server is safe.

use serde_json::json;

use super::world::World;
use crate::support::rows::sys_id;

#[test]
fn the_same_account_unchanged_since_the_last_clone_is_safe() {
    let told = World::safe().told(&[]);
    told.says_of_emea("safe", "svc.emea is the same in both");
    assert_eq!(told.json()["steps"], json!([]));
}

#[test]
fn an_account_that_is_not_in_the_source_breaks() {
    let gone = World::safe().without_rows("source", "sys_user", "user_name", "svc.emea");
    gone.told(&[]).says_of_emea("breaks", "svc.emea is not there in the source");
}

#[test]
fn names_compare_exactly() {
    let other = World::safe().set("source", "sys_user", "a", "user_name", "SVC.emea");
    other.told(&[]).says_of_emea("breaks", "svc.emea is not there in the source");
}

#[test]
fn an_account_that_is_inactive_or_locked_in_the_source_breaks() {
    let inactive = World::safe().set("source", "sys_user", "a", "active", "false");
    inactive.told(&[]).says_of_emea("breaks", "svc.emea is inactive in the source");
    let locked = World::safe().set("source", "sys_user", "a", "locked_out", "true");
    locked.told(&[]).says_of_emea("breaks", "svc.emea is locked out in the source");
}

#[test]
fn the_active_one_of_two_rows_of_a_name_counts() {
    let twin = json!({
        "sys_id": sys_id('9'), "user_name": "svc.emea", "active": "false", "locked_out": "true",
        "web_service_access_only": "false", "internal_integration_user": "false",
        "sys_created_on": "2025-01-01 00:00:00", "sys_updated_on": "2026-02-01 00:00:00",
    });
    World::safe().with("source", "sys_user", twin).told(&[]).says_of_emea("safe", "the same in both");
}

#[test]
fn a_role_that_is_lacking_in_the_source_breaks_also_one_that_mid_server_contains() {
    let told = World::safe().without_role("source", 'a', '1').told(&[]);
    told.says_of_emea("breaks", "svc.emea lacks mid_server in the source");
    let told = World::safe().without_role("source", 'a', '3').told(&[]);
    told.says_of_emea("breaks", "svc.emea lacks soap_script in the source");
    let id = format!("{}1", &sys_id('a')[1..]);
    let lapsed = World::safe().set("source", "sys_user_has_role", &id, "state", "requested");
    lapsed.told(&[]).says_of_emea("breaks", "svc.emea lacks mid_server in the source");
}

#[test]
fn the_configured_user_is_meant_and_not_the_one_that_logged_in() {
    let other = World::safe().set("target", "ecc_agent_config", "8", "value", "svc.gone");
    other.told(&[]).says_of_emea("breaks", "svc.gone is not there in the source");
}

#[test]
fn of_several_configured_users_none_is_certain() {
    let row = json!({
        "sys_id": sys_id('9'), "ecc_agent": sys_id('e'), "param_name": "mid.instance.username", "value": "svc.gone",
    });
    let told = World::safe().with("target", "ecc_agent_config", row).told(&[]);
    told.says_of_emea("at_risk", "configured with several users (svc.emea, svc.gone)");
}

#[test]
fn no_user_at_all_is_at_risk() {
    let world = World::safe().set("target", "ecc_agent_config", "8", "value", "");
    let told = world.set("target", "ecc_agent", "e", "user_name", "").told(&[]);
    told.says_of_emea("at_risk", "no user of it is known");
}

#[test]
fn another_account_of_the_name_is_at_risk() {
    let other = sys_id('d');
    let world = World::safe().set("target", "sys_user", "a", "sys_id", &other);
    world.told(&[]).says_of_emea("at_risk", "not the same account in source and target");
}

#[test]
fn an_account_that_the_target_does_not_have_is_at_risk() {
    let world = World::safe().without_rows("target", "sys_user", "user_name", "svc.emea");
    world.told(&[]).says_of_emea("at_risk", "no account svc.emea was seen in the target");
}

#[test]
fn a_change_since_the_last_clone_on_either_side_is_at_risk() {
    for side in ["source", "target"] {
        let changed = World::safe().set(side, "sys_user", "a", "sys_updated_on", "2026-01-01 00:00:01");
        changed
            .told(&[])
            .says_of_emea("at_risk", &format!("was changed in the {side} at 2026-01-01 00:00:01"));
        let with_the_clone =
            World::safe().set(side, "sys_user", "a", "sys_updated_on", "2026-01-01 00:00:00");
        with_the_clone.told(&[]).says_of_emea("safe", "");
        let unknown = World::safe().set(side, "sys_user", "a", "sys_updated_on", "");
        unknown.told(&[]).says_of_emea("at_risk", "not known: when svc.emea was last changed");
    }
}

#[test]
fn a_clone_that_was_taken_back_is_none_and_of_several_targets_the_longest_ago_counts() {
    let changed = || World::safe().set("source", "sys_user", "a", "sys_updated_on", "2026-01-15 00:00:00");
    let clone = |target: &str, state: &str| json!({"sys_id": sys_id('9'), "target_instance": target, "state": state, "completed": "2026-02-01 00:00:00"});
    let told = |target, state| changed().with("source", "clone_instance", clone(target, state)).told(&[]);
    told("dev", "Completed").says_of_emea("safe", "");
    told("dev", "Rolled back").says_of_emea("at_risk", "was changed in the source");
    told("test", "Completed").says_of_emea("at_risk", "was changed in the source");
}

#[test]
fn what_is_newer_than_the_backup_is_not_there_or_not_certain() {
    let backup = ["--backup-time", "2026-02-01 00:00:00"];
    World::safe().told(&backup).says_of_emea("safe", "");
    let created = World::safe().set("source", "sys_user", "a", "sys_created_on", "2026-02-01 00:00:01");
    created
        .told(&backup)
        .says_of_emea("breaks", "after the backup of 2026-02-01 00:00:00: it will not be there");
    created.told(&[]).says_of_emea("safe", "");
    let unknown = World::safe().set("source", "sys_user", "a", "sys_created_on", "");
    unknown.told(&backup).says_of_emea("at_risk", "not known: when svc.emea was created");
    let changed = World::safe().set("source", "sys_user", "a", "sys_updated_on", "2026-02-02 00:00:00");
    changed.told(&backup).says_of_emea("at_risk", "after the backup of 2026-02-01 00:00:00");
    let role_is_new = World::safe().without_role("target", 'a', '3');
    role_is_new.told(&backup).says_of_emea("at_risk", "does not hold soap_script in the target");
    role_is_new.told(&["--backup-time", "2026-03-01 12:00:00"]).says_of_emea("safe", "");
}

/// With properties of the source by which basic authentication is restricted, but for apac.
fn restricted() -> World {
    let property = |id, name: &str, value: &str| json!({"sys_id": sys_id(id), "name": format!("glide.authenticate.basic_auth.{name}"), "value": value});
    World::safe()
        .set("source", "sys_properties", "6", "value", "true")
        .with("source", "sys_properties", property('d', "restriction.enforce", "true"))
        .with("source", "sys_properties", property('e', "allowed_users", &sys_id('b')))
        .with("source", "sys_properties", property('f', "allowed_roles", "api"))
        .with("source", "sys_user_role", json!({"sys_id": sys_id('9'), "name": "api"}))
}

#[test]
fn a_restriction_of_basic_authentication_is_a_risk_for_who_is_not_exempt() {
    restricted().told(&[]).says_of_emea("at_risk", "the source restricts basic authentication");
    let flagged = restricted().set("source", "sys_user", "a", "web_service_access_only", "true");
    flagged.told(&[]).says_of_emea("safe", "");
    let role = json!({"sys_id": sys_id('9'), "user": sys_id('a'), "role": sys_id('9'), "state": "active", "inherited": "false"});
    restricted().with("source", "sys_user_has_role", role).told(&[]).says_of_emea("safe", "");
    restricted().set("source", "sys_properties", "d", "value", "false").told(&[]).says_of_emea("safe", "");
}

#[test]
fn ws_security_is_a_risk_for_who_is_no_integration_user() {
    let property = json!({"sys_id": sys_id('d'), "name": "glide.soap.require_ws_security", "value": "true"});
    let world = World::safe().with("source", "sys_properties", property).set(
        "source",
        "sys_user",
        "b",
        "internal_integration_user",
        "true",
    );
    world.told(&[]).says_of_emea("at_risk", "the source requires WS-Security");
}

#[test]
fn another_version_than_the_sources_is_a_risk() {
    let world = World::safe().set("target", "ecc_agent", "e", "version", "yokohama-9");
    world
        .told(&[])
        .says_of_emea("at_risk", "its version yokohama-9 is not that of the source's MID Servers (zurich-1)");
    let old = |status: &str| json!({"sys_id": sys_id('d'), "name": "old", "status": status, "version": "yokohama-9", "user_name": ""});
    World::safe().with("source", "ecc_agent", old("Down")).told(&[]).says_of_emea("safe", "");
    World::safe().with("source", "ecc_agent", old("Up")).told(&[]).none_is_safe("two versions in the source");
}

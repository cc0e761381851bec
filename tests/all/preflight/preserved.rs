//! Preservers: what is put back in the target, whole or in part, and what ignores them.

use serde_json::json;

use super::world::{Told, World};
use crate::support::rows::sys_id;

const ACCOUNT: [&str; 2] = ["--preserve", "sys_user:user_name=svc.emea"];
const ROLES: [&str; 2] = ["--preserve", "sys_user_has_role:user=svc.emea"];

fn whole() -> Vec<&'static str> {
    [ACCOUNT, ROLES].concat()
}

/// The source does not have the account of emea, nor its roles.
fn gone() -> World {
    let world = World::safe().without_rows("source", "sys_user", "user_name", "svc.emea");
    world.without_rows("source", "sys_user_has_role", "user", &sys_id('a'))
}

/// The same with preservers as the source has them.
fn with_preservers(rows: &[(&str, &str)]) -> World {
    rows.iter().fold(gone(), |world, (table, conditions)| {
        let row = json!({"sys_id": sys_id('9'), "name": format!("keep {table}"), "table": table, "conditions": conditions});
        world.with("source", "clone_data_preserver", row)
    })
}

#[test]
fn an_account_that_is_preserved_with_its_roles_is_safe() {
    gone().told(&[]).says_of_emea("breaks", "not there");
    gone().told(&whole()).says_of_emea("safe", "is preserved with its roles");
    let another = gone().told(&["--preserve", "sys_user:user_name=svc.other", ROLES[0], ROLES[1]]);
    another.says_of_emea("breaks", "not there");
}

#[test]
fn an_account_that_is_preserved_without_its_roles_breaks() {
    gone().told(&ACCOUNT).says_of_emea("breaks", "lacks mid_server");
    let told = World::safe().told(&ACCOUNT);
    told.says_of_emea("at_risk", "preserved in part only: its row in sys_user");
}

#[test]
fn roles_that_are_preserved_without_the_account_are_no_account() {
    gone().told(&ROLES).says_of_emea("breaks", "not there");
    World::safe().told(&ROLES).says_of_emea("at_risk", "in part only: its roles");
}

#[test]
fn what_is_preserved_is_judged_as_it_is_in_the_target() {
    let locked = gone().set("target", "sys_user", "a", "locked_out", "true");
    locked.told(&whole()).says_of_emea("breaks", "locked out in the target, which is preserved");
    gone().without_role("target", 'a', '3').told(&whole()).says_of_emea("breaks", "lacks soap_script");
    let changed = gone().set("target", "sys_user", "a", "sys_updated_on", "2026-02-20 00:00:00");
    changed.told(&whole()).says_of_emea("safe", "");
}

#[test]
fn a_preserved_account_beside_another_of_the_name_is_at_risk() {
    let world = World::safe().set("source", "sys_user", "a", "sys_id", &sys_id('d'));
    world.told(&whole()).says_of_emea("at_risk", "there will be two");
}

#[test]
fn a_role_by_a_group_needs_the_group() {
    let id = format!("{}1", &sys_id('a')[1..]);
    let world = gone().set("target", "sys_user_has_role", &id, "inherited", "true");
    world.told(&whole()).says_of_emea("at_risk", "sys_user_grmember");
}

#[test]
fn a_full_clone_ignores_preservers_and_may_replace_the_mid_servers() {
    let full = gone().told(&[whole(), vec!["--full"]].concat());
    let (verdict, reasons) = full.about("emea");
    assert!(verdict == "breaks" && reasons.contains("a full clone ignores preservers"), "{reasons}");
    assert_eq!(full.about("apac").0, "at_risk");
}

#[test]
fn preservers_are_read_from_the_source_where_it_has_them() {
    let has_roles = ("sys_user_has_role", "user.user_nameSTARTSWITHsvc.e");
    with_preservers(&[("sys_user", "user_nameINsvc.emea,svc.x"), has_roles])
        .told(&[])
        .says_of_emea("safe", "keep sys_user");
    with_preservers(&[("sys_user", "user_name=svc.x"), has_roles])
        .told(&[])
        .says_of_emea("breaks", "not there");
    with_preservers(&[("ecc_agent", "")]).told(&[]).says_of_emea("breaks", "not there");
}

#[test]
fn preservers_come_as_a_list_in_xml_too_and_one_that_is_not_active_is_none() {
    let row = |table: &str, field: &str, active: &str| {
        format!(
            "<clone_data_preserver><active>{active}</active><conditions>{field}=svc.emea</conditions>\
             <name>keep</name><sys_id>{}</sys_id><table>{table}</table></clone_data_preserver>",
            sys_id('9')
        )
    };
    for (active, verdict) in [("true", "safe"), ("false", "breaks")] {
        let test = gone().write();
        let rows = row("sys_user", "user_name", active) + &row("sys_user_has_role", "user.user_name", active);
        test.file("source/clone_data_preserver.xml", format!("<?xml version=\"1.0\"?><xml>{rows}</xml>"));
        Told::of(&test, &[]).says_of_emea(verdict, "");
    }
}

#[test]
fn a_condition_that_cannot_be_judged_leaves_it_open() {
    let world =
        with_preservers(&[("sys_user", "department=it"), ("sys_user_has_role", "user.department=it")]);
    let told = world.told(&[]);
    let (verdict, reasons) = told.about("emea");
    assert!(
        verdict == "at_risk" && reasons.contains("whether svc.emea is preserved cannot be told"),
        "{reasons}"
    );
    let unseen =
        with_preservers(&[("sys_user", "")]).without_column("source", "clone_data_preserver", "conditions");
    assert_eq!(unseen.told(&[]).about("emea").0, "at_risk");
}

#[test]
fn what_is_excluded_does_not_come_and_does_not_stay_unless_it_is_preserved() {
    let (user, roles) = (["--exclude", "sys_user"], ["--exclude", "sys_user_has_role"]);
    let about_emea = |world: World, args: &[&str], verdict: &str, reason: &str| {
        let told = world.told(args);
        let (said, reasons) = told.about("emea");
        assert!(said == verdict && reasons.contains(reason), "{args:?}: {said}: {reasons}");
    };
    about_emea(World::safe(), &user, "breaks", "sys_user is excluded from the clone");
    about_emea(World::safe(), &roles, "breaks", "sys_user_has_role is excluded from the clone");
    about_emea(World::safe(), &[whole(), user.to_vec(), roles.to_vec()].concat(), "safe", "preserved");
    about_emea(World::safe(), &[&ACCOUNT[..], &roles].concat(), "breaks", "lacks mid_server");
    about_emea(World::safe(), &["--exclude", "sys_user_role"], "at_risk", "sys_user_role is excluded");
    about_emea(World::safe(), &["--exclude", "incident"], "safe", "");
    about_emea(
        World::safe(),
        &["--exclude", "sys_user", "--full"],
        "at_risk",
        "whether a full clone heeds that",
    );
    let excluded = |active: &str| {
        let row = json!({"sys_id": sys_id('9'), "name": "x", "table": "sys_user", "active": active});
        World::safe().with("source", "clone_data_exclude", row)
    };
    about_emea(excluded("true"), &[], "breaks", "excluded");
    about_emea(excluded("false"), &[], "safe", "");
}

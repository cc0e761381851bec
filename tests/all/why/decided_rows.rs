//! What tests/why/decided.md says of accounts, roles and of what was not seen, by its numbers.

use serde_json::json;

use super::world::{Without, World, id};

fn without(world: &World, without: Without) -> World {
    world.but(|world| world.without.push(without))
}

#[test]
fn decided_16_what_is_there_counts_in_fresh_rows_and_what_is_not_in_whole_ones() {
    let gone = World::of(&["emea", "apac"]).but(|world| world.drop_account("emea"));
    let inactive = World::of(&["emea"]).but(|world| world.account("emea").active = false);
    gone.cause("emea", "account_missing");
    for doubt in [
        Without::Whole("sys_user"),
        Without::Fresh("sys_user", -1),
        Without::Fresh("sys_user", 0),
        Without::Table("sys_user"),
    ] {
        without(&gone, doubt).cannot_tell("emea", "sys_user");
    }
    without(&inactive, Without::Whole("sys_user")).cause("emea", "account_inactive");
    without(&inactive, Without::Column("sys_user", "locked_out")).cause("emea", "account_inactive");
    without(&inactive, Without::Fresh("sys_user", 0)).cannot_tell("emea", "sys_user");
}

#[test]
fn decided_16_only_events_and_properties_may_be_empty() {
    let empty = |empty: fn(&mut World)| World::of(&["emea"]).but(empty);
    empty(|world| world.instance.events.clear()).cause("emea", "no_attempt_seen");
    empty(|world| world.instance.properties = Some(Vec::new())).cause("emea", "no_attempt_seen");
    empty(|world| world.instance.configured.clear()).cannot_tell("emea", "ecc_agent_config");
    empty(|world| world.instance.accounts.clear()).cannot_tell("emea", "sys_user");
    empty(|world| world.instance.roles.clear()).cannot_tell("emea", "sys_user_role");
    empty(|world| world.instance.held.clear()).cannot_tell("emea", "sys_user_has_role");
    empty(|world| world.instance.contains.clear()).cannot_tell("emea", "sys_user_role_contains");
}

#[test]
fn decided_17_where_another_user_may_be_configured_every_walk_ends_there() {
    let unseen = |world: &World| without(world, Without::Whole("ecc_agent_config"));
    let world = World::of(&["emea"]);
    unseen(&world.but(|world| world.account("emea").active = false)).cannot_tell("emea", "ecc_agent_config");
    unseen(&world.but(|world| {
        world.unconfigure("emea");
        world.add("other");
        world.mid("emea").user_name = None;
    }))
    .cannot_tell("emea", "ecc_agent_config");
    unseen(&world.but(|world| world.configure("emea", "svc.second")))
        .cause("emea", "several_configured_users");
}

#[test]
fn decided_18_the_first_of_several_values_is_its_user_and_they_compare_exactly() {
    let two = |second: &str| World::of(&["emea"]).but(|world| world.configure("emea", second));
    two("svc.aaaa").cause("emea", "several_configured_users").says("emea", "user", "svc.aaaa");
    two("svc.zzzz").cause("emea", "several_configured_users").says("emea", "user", "svc.emea");
    two("SVC.emea").cause("emea", "several_configured_users").says("emea", "user", "SVC.emea");
    // Empty is none, and the same is one.
    two("").cause("emea", "no_attempt_seen").says("emea", "user", "svc.emea");
    two("svc.emea").cause("emea", "no_attempt_seen");
}

#[test]
fn decided_21_the_active_one_of_several_rows_of_a_name_counts() {
    let twins = World::of(&["emea"]).but(|world| {
        world.make_account("twin", "svc.emea");
        world.account("twin").active = false;
        world.account("twin").locked_out = true;
        world.drop_role("twin", "mid_server");
        world.account("twin").last_login = Some(10);
    });
    twins.cause("emea", "no_attempt_seen");
    twins.but(|world| world.account("emea").locked_out = true).cause("emea", "account_locked");
    twins.but(|world| world.drop_role("emea", "mid_server")).cause("emea", "role_missing");
    twins.but(|world| world.account("emea").active = false).cause("emea", "account_inactive");
}

#[test]
fn decided_21_one_row_that_is_inactive_proves_it_also_with_a_gap() {
    let world = World::of(&["emea"]).but(|world| world.account("emea").active = false);
    without(&world, Without::Whole("sys_user")).cause("emea", "account_inactive");
    without(&world, Without::Column("sys_user", "active")).cannot_tell("emea", "sys_user");
}

#[test]
fn decided_22_blanks_and_capitals_make_a_near_name_in_any_state_and_an_exact_row_comes_first() {
    let named =
        |name: &str| World::of(&["emea"]).but(|world| world.account("emea").user_name = name.to_owned());
    for name in ["SVC.Emea", " svc.emea", "svc.emea  ", " Svc.EMEA "] {
        named(name).cause("emea", "name_differs");
    }
    named("svc. emea").cause("emea", "account_missing");
    named("SVC.Emea").but(|world| world.account("emea").active = false).cause("emea", "name_differs");
    let both = named("SVC.Emea").but(|world| world.make_account("exact", "svc.emea"));
    both.cause("emea", "no_attempt_seen");
    both.but(|world| world.account("exact").active = false).cause("emea", "account_inactive");
}

#[test]
fn decided_23_a_role_is_held_by_an_active_row_of_that_account_alone() {
    let world = World::of(&["emea"]);
    let lapsed = world.but(|world| world.hold("emea", "mid_server", "requested"));
    lapsed.cause("emea", "role_missing");
    // Held by somebody else.
    let other = world.but(|world| {
        world.drop_role("emea", "mid_server");
        world.make_account("other", "svc.other");
    });
    other.cause("emea", "role_missing");
    // Without the state a row that is there proves nothing, and one that is not does.
    let unseen = Without::Column("sys_user_has_role", "state");
    without(&world, unseen).cannot_tell("emea", "sys_user_has_role");
    without(&lapsed, unseen).cannot_tell("emea", "sys_user_has_role");
    without(&other, unseen).cause("emea", "role_missing");
}

#[test]
fn decided_23_a_role_that_contains_mid_server_is_not_held_for_it() {
    let world = World::of(&["emea"]).but(|world| {
        world.instance.roles.push((id('c', "admin"), "admin"));
        world.instance.contains.push((id('f', "admin"), id('c', "admin"), id('c', "mid_server")));
        world.drop_role("emea", "mid_server");
        world.hold("emea", "admin", "active");
    });
    world.cause("emea", "role_missing");
}

#[test]
fn decided_24_contained_roles_need_no_names_and_a_gap_of_the_roles_is_nothing_to_them() {
    let world = World::of(&["emea"]).but(|world| {
        world.instance.roles.retain(|(_, name)| *name == "mid_server");
        world.drop_role("emea", "soap_script");
    });
    world.cause("emea", "contained_role_missing");
    without(&world, Without::Whole("sys_user_role")).cause("emea", "contained_role_missing");
    without(&world, Without::Column("sys_user_role", "name")).cannot_tell("emea", "sys_user_role");
    // Roles that contain each other are no loop.
    let circle = world.but(|world| {
        world.instance.contains.push((id('f', "back"), id('c', "soap_script"), id('c', "mid_server")));
        world.hold("emea", "soap_script", "active");
    });
    circle.cause("emea", "no_attempt_seen");
}

#[test]
fn decided_30_the_cause_is_walked_for_every_class_of_down() {
    let world = World::of(&["emea", "apac"]).but(|world| world.drop_account("emea"));
    world
        .but(|world| world.mid("emea").created = 5)
        .class("emea", "added_after_clone")
        .cause("emea", "account_missing");
    world
        .but(|world| world.mid("emea").heartbeat = None)
        .class("emea", "down_before_clone")
        .cause("emea", "account_missing");
    world
        .but(|world| world.mid("emea").heartbeat = Some(20))
        .class("emea", "down_later")
        .cause("emea", "account_missing");
    world
        .but(|world| world.event("mid_server.down", "emea", "", &[5, 6, 7]))
        .class("emea", "flapping")
        .cause("emea", "account_missing");
    world.but(|world| world.clones.clear()).class("emea", "down").cause("emea", "account_missing");
    let up = world.but(|world| world.mid("emea").statuses = vec!["Paused"]);
    assert_eq!(up.class("emea", "not_down").answer("emea")["cause"], json!(null));
}

#[test]
fn decided_31_what_is_likely_is_the_answer_with_what_is_in_doubt_passed_over() {
    let world = World::of(&["emea"]).but(|world| world.log("emea", "login.failed", &[10]));
    without(&world, Without::Table("sys_user")).cannot_tell("emea", "sys_user").says(
        "emea",
        "likely",
        "password_rejected",
    );
    without(&world, Without::Table("sys_user_role")).says("emea", "likely", "password_rejected");
    assert_eq!(world.answer("emea")["likely"], json!(null));
}

#[test]
fn decided_32_the_doubt_names_the_table_at_which_the_walk_ends() {
    let world = World::of(&["emea"]).but(|world| {
        world.without = vec![
            Without::Table("sysevent"),
            Without::Table("sys_user_role_contains"),
            Without::Table("sys_user_role"),
        ];
    });
    world.cannot_tell("emea", "sysevent");
    world.but(|world| world.account("emea").locked_out = true).cause("emea", "account_locked");
    world
        .but(|world| world.without.retain(|without| *without != Without::Table("sysevent")))
        .cannot_tell("emea", "sys_user_role");
    let contains = world.but(|world| world.without = vec![Without::Table("sys_user_role_contains")]);
    contains.cannot_tell("emea", "sys_user_role_contains");
    contains.but(|world| world.drop_role("emea", "mid_server")).cause("emea", "role_missing");
}

#[test]
fn decided_33_a_configured_user_without_an_account_is_a_missing_account() {
    let world = World::of(&["emea"]).but(|world| {
        world.unconfigure("emea");
        world.configure("emea", "svc.nobody");
    });
    world.cause("emea", "account_missing").says("emea", "user", "svc.nobody");
}

#[test]
fn decided_34_a_day_counts_from_the_load_to_now_for_every_table_alike() {
    for table in super::play::TABLES {
        let world = without(&World::of(&["emea"]), Without::Fresh(table, 10)).but(|world| {
            world.restrict();
            world.account("emea").web_service_access_only = false;
            world.instance.loads = vec![900];
        });
        let after = |minutes: i64| world.but(|world| world.asked_after = minutes - 900);
        after(10 + 1_440).cause("emea", "sign_in_restricted");
        after(10 + 1_441).cannot_tell("emea", table);
    }
}

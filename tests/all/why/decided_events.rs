//! What tests/why/decided.md says of login events and shared accounts, by its numbers.

use super::world::{Without, World, id};

/// An account of emea and of apac, which has no configured user.
fn shared() -> World {
    World::of(&["emea", "apac"]).but(|world| {
        world.unconfigure("apac");
        world.mid("apac").user_name = Some("svc.emea".to_owned());
    })
}

#[test]
fn decided_13_what_was_before_its_last_heartbeat_tells_nothing() {
    let world = World::of(&["emea"]).but(|world| {
        world.mid("emea").heartbeat = Some(14);
        world.log("emea", "login", &[10]);
        world.account("emea").last_login = Some(10);
    });
    world.cause("emea", "no_attempt_seen");
    world.but(|world| world.log("emea", "login", &[15])).cause("emea", "logged_in_yet_down");
    world.but(|world| world.account("emea").last_login = Some(15)).cause("emea", "logged_in_yet_down");
    // Nor what was before the clone.
    let before = World::of(&["emea"]).but(|world| world.log("emea", "login", &[-2]));
    before.cause("emea", "no_attempt_seen");
}

#[test]
fn decided_14_five_failures_within_a_quarter_of_an_hour_lock_and_no_fewer_and_no_slower() {
    let failed =
        |minutes: &[i64]| World::of(&["emea"]).but(|world| world.log("emea", "login.failed", minutes));
    failed(&[1, 5, 9, 13, 16]).cause("emea", "account_locked");
    failed(&[1, 5, 9, 13, 17]).cause("emea", "password_rejected");
    failed(&[1, 5, 9, 13]).cause("emea", "password_rejected");
    failed(&[1, 5, 9, 13, 20, 24, 26, 27]).cause("emea", "account_locked");
}

#[test]
fn decided_14_a_good_login_among_or_after_them_takes_the_lock_off() {
    let world = World::of(&["emea"]).but(|world| world.log("emea", "login.failed", &[1, 5, 9, 13, 16]));
    world.but(|world| world.log("emea", "login", &[7])).cause("emea", "password_rejected");
    world.but(|world| world.log("emea", "login", &[20])).cause("emea", "logged_in_yet_down");
    world.but(|world| world.log("emea", "login", &[0])).cause("emea", "account_locked");
}

#[test]
fn decided_14_an_event_that_a_rotated_table_repeats_counts_once() {
    let world = World::of(&["emea"]).but(|world| world.log("emea", "login.failed", &[1, 1, 5, 5, 9]));
    world.cause("emea", "password_rejected");
    world.but(|world| world.log("emea", "login.failed", &[2, 3])).cause("emea", "account_locked");
}

#[test]
fn decided_14_a_burst_counts_however_many_events_came_after_it() {
    let world = World::of(&["emea"]).but(|world| {
        world.instance.loads = vec![1_400];
        world.log("emea", "login.failed", &[1, 2, 3, 4, 5]);
        (0..250).for_each(|number| world.log("emea", "login.failed", &[30 + number * 5]));
    });
    world.cause("emea", "account_locked");
}

#[test]
fn decided_15_without_all_events_the_walk_ends_at_the_lock_unless_the_row_says_it() {
    let world = World::of(&["emea"]).but(|world| {
        world.without.push(Without::Table("sysevent"));
        world.drop_role("emea", "mid_server");
    });
    world.cannot_tell("emea", "sysevent").says("emea", "likely", "role_missing");
    world.but(|world| world.account("emea").locked_out = true).cause("emea", "account_locked");
    // What comes before it is told all the same.
    world.but(|world| world.account("emea").active = false).cause("emea", "account_inactive");
}

#[test]
fn decided_15_a_burst_in_what_is_left_of_the_events_is_no_proof_of_what_followed() {
    let world = World::of(&["emea"]).but(|world| {
        world.log("emea", "login.failed", &[1, 2, 3, 4, 5]);
        world.without.push(Without::Whole("sysevent"));
    });
    world.cannot_tell("emea", "sysevent").says("emea", "likely", "account_locked");
}

#[test]
fn decided_19_a_user_is_shared_by_who_is_configured_with_it_or_has_nothing_else() {
    let logs_in = |world: &World| world.but(|world| world.log("emea", "login", &[20]));
    logs_in(&shared()).cause("emea", "cannot_attribute");
    // Of any status.
    logs_in(&shared().but(|world| world.mid("apac").statuses = vec!["Up"])).cause("emea", "cannot_attribute");
    // A user name beside another configured user shares nothing.
    logs_in(&shared().but(|world| world.configure("apac", "svc.apac"))).cause("emea", "logged_in_yet_down");
    // One value of several does.
    let one_of_two = World::of(&["emea", "apac"]).but(|world| world.configure("apac", "svc.emea"));
    logs_in(&one_of_two).cause("emea", "cannot_attribute");
    // The configuration of a MID Server that is not there does not.
    let nobody = World::of(&["emea"]).but(|world| {
        let row = (id('d', "nobody"), id('a', "nobody"), "svc.emea".to_owned());
        world.instance.configured.push(row);
    });
    logs_in(&nobody).cause("emea", "logged_in_yet_down");
}

#[test]
fn decided_20_of_a_shared_account_that_only_fails_the_password_is_rejected_for_all() {
    let world = shared().but(|world| world.log("emea", "login.failed", &[10, 20]));
    world.cause("emea", "password_rejected").cause("apac", "password_rejected");
    world
        .but(|world| world.log("emea", "login", &[5]))
        .cause("emea", "cannot_attribute")
        .cause("apac", "cannot_attribute");
}

#[test]
fn decided_20_a_good_login_counts_however_many_failures_came_after_it() {
    let world = shared().but(|world| {
        world.instance.loads = vec![1_400];
        world.log("emea", "login", &[1]);
        (0..250).for_each(|number| world.log("emea", "login.failed", &[30 + number * 5]));
    });
    world.cause("emea", "cannot_attribute");
}

#[test]
fn decided_27_who_shares_is_asked_where_the_events_fit() {
    let unseen =
        |world: &World| world.but(|world| world.without.push(Without::Column("ecc_agent", "user_name")));
    let world = World::of(&["emea", "apac"]);
    // Another MID Server has no configured user, and the one that it logs in as was not seen.
    let open = world.but(|world| {
        world.unconfigure("apac");
        world.log("emea", "login", &[20]);
    });
    unseen(&open).cannot_tell("emea", "ecc_agent");
    open.cause("emea", "logged_in_yet_down");
    // All have one: nobody shares.
    unseen(&world.but(|world| world.log("emea", "login", &[20]))).cause("emea", "logged_in_yet_down");
    // The events do not fit.
    let fails = world.but(|world| {
        world.unconfigure("apac");
        world.log("emea", "login.failed", &[20]);
    });
    unseen(&fails).cause("emea", "password_rejected");
}

#[test]
fn decided_28_a_restart_is_needed_only_while_the_missing_roles_are_the_newest_event() {
    let world = World::of(&["emea"]).but(|world| world.log("emea", "login.authorization.failed", &[10]));
    world.cause("emea", "restart_needed");
    world.but(|world| world.log("emea", "login", &[20])).cause("emea", "logged_in_yet_down");
    world.but(|world| world.log("emea", "login.failed", &[20])).cause("emea", "password_rejected");
    world.but(|world| world.drop_role("emea", "soap")).cause("emea", "contained_role_missing");
}

#[test]
fn decided_29_the_last_login_of_the_account_needs_no_event_and_no_account_of_ones_own() {
    let world = shared().but(|world| world.account("emea").last_login = Some(10));
    world.cause("emea", "logged_in_yet_down").cause("apac", "logged_in_yet_down");
    let unseen = world.but(|world| world.without.push(Without::Column("sys_user", "last_login_time")));
    unseen.cannot_tell("emea", "sys_user");
    // A newest event that says more comes first.
    unseen.but(|world| world.log("emea", "login.failed", &[10])).cause("emea", "password_rejected");
}

//! What tests/why/decided.md says of classes, by its numbers.

use serde_json::json;

use super::world::{Without, World};
use crate::support::Test;

const DAY: i64 = 1_440;

#[test]
fn decided_1_alone_and_without_a_heartbeat_for_months_it_was_down_before_the_clone() {
    let alone = |heartbeat| World::of(&["emea"]).but(|world| world.mid("emea").heartbeat = Some(heartbeat));
    alone(-40 * DAY).class("emea", "down_before_clone");
    alone(-DAY - 16).class("emea", "down_before_clone");
    // One that went Down within the day before is the clone's: no row tells.
    alone(-DAY + 1).class("emea", "down_since_clone");
    // Beside others their newest heartbeat counts, up to the clone.
    let two = |other| {
        alone(-20).but(|world| {
            world.add("apac");
            world.mid("apac").heartbeat = Some(other);
        })
    };
    two(-2).class("emea", "down_before_clone");
    two(-6).class("emea", "down_since_clone");
    two(20).class("emea", "down_since_clone");
}

#[test]
fn decided_2_without_any_heartbeat_it_never_ran_unless_it_was_added_later() {
    let world = World::of(&["emea"]).but(|world| world.mid("emea").heartbeat = None);
    world.class("emea", "down_before_clone");
    world.but(|world| world.mid("emea").created = 5).class("emea", "added_after_clone");
}

#[test]
fn decided_3_a_change_between_two_loads_is_later_only_if_the_earlier_load_is() {
    let changed =
        |loads: [i64; 2]| World::of(&["emea"]).but(|world| world.shows(&loads, "emea", &["Up", "Down"]));
    changed([14, 74]).class("emea", "down_since_clone");
    changed([-30, 45]).class("emea", "down_since_clone");
    changed([16, 74]).class("emea", "down_later");
    // An event knows better than both.
    changed([14, 74])
        .but(|world| world.event("mid_server.down", "emea", "", &[17]))
        .class("emea", "down_later");
}

#[test]
fn decided_4_flapping_is_what_loads_or_events_saw_more_of_and_not_their_sum() {
    let flaps = |loads: &[i64], statuses: &[&'static str], events: &[i64]| {
        World::of(&["emea"]).but(|world| {
            world.shows(loads, "emea", statuses);
            for (number, on) in events.iter().enumerate() {
                world.event(
                    ["mid_server.down", "mid_server.paused", "mid_server.upgrading"][number % 3],
                    "emea",
                    "",
                    &[*on],
                );
            }
        })
    };
    flaps(&[20, 30, 40, 50], &["Up", "Down", "Up", "Down"], &[]).class("emea", "flapping");
    flaps(&[50], &["Down"], &[25, 30, 35]).class("emea", "flapping");
    // Two and two are the same two changes.
    flaps(&[20, 30, 40], &["Down", "Up", "Down"], &[29, 39]).class("emea", "down_later");
    // One of three is more than an hour ago, or before the clone.
    flaps(&[20, 30, 40, 95], &["Up", "Down", "Up", "Down"], &[]).class("emea", "down_later");
    flaps(&[-20, -10, 10, 14], &["Up", "Down", "Up", "Down"], &[]).class("emea", "down_since_clone");
}

#[test]
fn decided_4_an_event_that_a_rotated_table_repeats_is_one_change() {
    let world = World::of(&["emea"]).but(|world| world.event("mid_server.down", "emea", "", &[5, 5, 10]));
    world.class("emea", "down_since_clone");
    world.but(|world| world.event("mid_server.up", "emea", "", &[7])).class("emea", "flapping");
}

#[test]
fn decided_5_an_event_names_its_mid_server_by_name_or_sys_id() {
    let by = |parm1: &str| {
        World::of(&["emea", "apac"]).but(|world| world.event("mid_server.down", parm1, "", &[25]))
    };
    let sys_id = super::world::id('a', "emea");
    by("emea").class("emea", "down_later").class("apac", "down_since_clone");
    by(&sys_id).class("emea", "down_later").class("apac", "down_since_clone");
    by("EMEA").class("emea", "down_since_clone");
}

#[test]
fn decided_6_it_was_down_since_by_a_load_or_an_event_after_the_clone_and_not_by_a_load_before_it() {
    let now_up =
        |loads: [i64; 2]| World::of(&["emea"]).but(|world| world.shows(&loads, "emea", &["Down", "Up"]));
    now_up([5, 30]).class("emea", "recovering");
    assert!(now_up([-5, 30]).answers().is_empty());
    now_up([-5, 30])
        .but(|world| world.event("mid_server.down", "emea", "", &[3]))
        .class("emea", "recovering");
    assert!(
        now_up([-5, 30]).but(|world| world.event("mid_server.down", "emea", "", &[-3])).answers().is_empty()
    );
}

#[test]
fn decided_6_an_issue_of_the_clone_is_a_sign_in_any_state_and_another_source_is_none() {
    let world = World::of(&["emea"]).but(|world| world.mid("emea").statuses = vec!["Up"]);
    let class = |source: &str, state: &str, detected: &str| {
        let test = world.play();
        let mid = super::world::id('a', "emea");
        test.sql(&format!("INSERT INTO ecc_agent_issue (sys_id, source, mid_server, message, state, count, last_detected) VALUES ('{mid}', '{source}', '{mid}', 'x', '{state}', 1, '{detected}')"));
        let said = test.run(&["why", "--json"]).at(&world.now()).done().json();
        said["why"][0]["class"].clone()
    };
    for state in ["new", "acknowledged", "resolved"] {
        assert_eq!(class("InstanceClone", state, "2026-03-01 12:15:00"), "recovering", "{state}");
    }
    assert_eq!(class("InstanceClone", "new", "2026-03-01 12:00:00"), json!(null));
    assert_eq!(class("Other", "new", "2026-03-01 12:15:00"), json!(null));
}

#[test]
fn decided_7_it_is_up_since_the_first_sign_after_the_last_sign_of_down() {
    let world = World::of(&["emea"]).but(|world| world.shows(&[10, 20, 40], "emea", &["Down", "Up", "Up"]));
    world.class("emea", "recovered").says("emea", "since", "2026-03-01T12:20:00Z");
    let told = world.but(|world| world.event("mid_server.up", "emea", "", &[12]));
    told.class("emea", "recovered").says("emea", "since", "2026-03-01T12:12:00Z");
    // A later sign of Down begins it anew: it is Up since the load of minute 40.
    let again = world.but(|world| world.event("mid_server.down", "emea", "", &[30]));
    again.class("emea", "recovering").says("emea", "since", "2026-03-01T12:40:00Z");
}

#[test]
fn decided_7_it_recovers_for_a_quarter_of_an_hour() {
    let after = |minutes| {
        World::of(&["emea"]).but(|world| {
            world.shows(&[10, 20], "emea", &["Down", "Up"]);
            world.asked_after = minutes;
        })
    };
    after(14).class("emea", "recovering");
    after(15).class("emea", "recovered");
}

#[test]
fn decided_8_without_a_clone_the_last_four_hours_count() {
    let world = World::of(&["emea"]).but(|world| world.clones.clear());
    world.class("emea", "down");
    world.but(|world| world.mid("emea").created = 20).class("emea", "down");
    world.but(|world| world.mid("emea").heartbeat = None).class("emea", "down");
    world
        .but(|world| world.shows(&[0, 10, 20, 30], "emea", &["Up", "Down", "Up", "Down"]))
        .class("emea", "flapping");
    let up = |loads: [i64; 2]| world.but(|world| world.shows(&loads, "emea", &["Down", "Up"]));
    up([0, 30]).class("emea", "recovering");
    up([0, 10]).but(|world| world.asked_after = 30).class("emea", "recovered");
    assert!(up([-230, 30]).answers().is_empty());
}

#[test]
fn decided_9_empty_is_validated_and_what_is_not_ready_is_so_before_it_recovers() {
    let world = |validated| {
        World::of(&["emea"]).but(|world| {
            world.shows(&[10, 20], "emea", &["Down", "Up"]);
            world.mid("emea").validated = validated;
        })
    };
    world("").class("emea", "recovering");
    world("true").class("emea", "recovering");
    world("false").class("emea", "not_ready");
    world("validating").class("emea", "not_ready");
}

#[test]
fn decided_10_without_one_of_three_columns_every_row_is_listed_and_none_is_judged() {
    for column in ["sys_created_on", "last_refreshed"] {
        let world = World::of(&["emea", "apac"]).but(|world| {
            world.mid("apac").statuses = vec!["Up"];
            world.without.push(Without::Column("ecc_agent", column));
        });
        world.class("emea", "not_judged").cannot_tell("emea", "ecc_agent").class("apac", "not_judged");
        let up = world.answer("apac");
        assert_eq!((&up["cause"], &up["likely"], &up["status"]), (&json!(null), &json!(null), &json!("Up")));
    }
}

#[test]
fn decided_10_without_the_status_there_is_neither_status_nor_cause() {
    let world = World::of(&["emea"]).but(|world| world.without.push(Without::Column("ecc_agent", "status")));
    let answer = world.class("emea", "not_judged").answer("emea");
    assert_eq!(
        (&answer["status"], &answer["cause"], &answer["likely"]),
        (&json!(null), &json!(null), &json!(null))
    );
}

#[test]
fn decided_10_never_loaded_there_is_nothing_to_list_and_a_gap_lists_all() {
    assert!(
        World::of(&["emea"])
            .but(|world| world.without.push(Without::Table("ecc_agent")))
            .answers()
            .is_empty()
    );
    for doubt in [Without::Whole("ecc_agent"), Without::Fresh("ecc_agent", -10)] {
        let world = World::of(&["emea"]).but(|world| world.without.push(doubt));
        world.class("emea", "not_judged").cannot_tell("emea", "ecc_agent");
    }
}

#[test]
fn decided_10_the_user_that_logged_in_is_nothing_to_the_class() {
    let world =
        World::of(&["emea"]).but(|world| world.without.push(Without::Column("ecc_agent", "user_name")));
    world.class("emea", "down_since_clone").cannot_tell("emea", "ecc_agent");
}

#[test]
fn decided_11_made_at_the_second_of_the_clone_is_not_after_it() {
    let made = |minute| World::of(&["emea"]).but(|world| world.mid("emea").created = minute);
    made(0).class("emea", "down_since_clone");
    made(1).class("emea", "added_after_clone");
}

#[test]
fn decided_12_a_clone_that_was_cancelled_rolled_back_or_ended_in_an_error_is_none() {
    for state in [
        "Canceled",
        "cancelled",
        "Rolled back",
        "rolled_back",
        "ROLLED BACK",
        "Error",
        "completed_with_errors",
    ] {
        let world = World::of(&["emea"]).but(|world| {
            world.clones = vec![(-600, "completed"), (10, state)];
            world.mid("emea").created = 5;
        });
        world.says("emea", "class", "added_after_clone");
        let before = world.but(|world| world.mid("emea").created = -700);
        before.says("emea", "class", "down_later");
        world.but(|world| world.clones.retain(|(on, _)| *on > 0)).class("emea", "down");
    }
    // What is not undone yet, or was not to be undone, is there.
    for state in ["Rollback requested", "Rolling back", "Rollback failure"] {
        let world = World::of(&["emea"]).but(|world| world.clones = vec![(0, state)]);
        world.class("emea", "down_since_clone");
    }
    // Of several that completed the latest counts.
    let twice = World::of(&["emea"]).but(|world| world.clones = vec![(-600, "completed"), (0, "completed")]);
    twice.class("emea", "down_since_clone").says("emea", "since", "2026-03-01T12:00:00Z");
}

#[test]
fn a_page_of_each_class_names_the_clone_or_says_that_there_is_none() {
    let page = |test: &Test, now: &str| test.run(&["why", "emea"]).at(now).done().stdout();
    let world = World::of(&["emea"]);
    assert!(
        page(&world.play(), &world.now()).starts_with("emea is Down since the clone of 2026-03-01 12:00")
    );
    let world = world.but(|world| world.clones.clear());
    assert!(page(&world.play(), &world.now()).contains("no clone is on record"));
}

//! Each class with the rows that make it, without them, with its nearest neighbour, and with the MID Servers unseen.

use midjobs::why::Class;

use super::world::{Without, World};

/// How a MID Server that is Down by the clone comes to be of a class, and what lies next to it.
struct Pair {
    class: &'static str,
    made: fn(&mut World),
    neighbour: (fn(&mut World), &'static str),
    /// The column without which it is not judged, or is passed.
    unseen: &'static str,
}

const PAIRS: [Pair; 12] = [
    Pair {
        class: "up",
        made: |world| world.mid("emea").statuses = vec!["Up"],
        neighbour: (|world| world.mid("emea").validated = "false", "not_ready"),
        unseen: "status",
    },
    Pair {
        class: "recovered",
        made: |world| {
            world.shows(&[10, 20], "emea", &["Down", "Up"]);
            world.asked_after = 20;
        },
        neighbour: (|world| world.asked_after = 5, "recovering"),
        unseen: "last_refreshed",
    },
    Pair {
        class: "recovering",
        made: |world| world.shows(&[10, 20], "emea", &["Down", "Up"]),
        neighbour: (|world| world.shows(&[-10, 20], "emea", &["Down", "Up"]), "up"),
        unseen: "sys_created_on",
    },
    Pair {
        class: "not_ready",
        made: |world| {
            world.mid("emea").statuses = vec!["Up"];
            world.mid("emea").validated = "validating";
        },
        neighbour: (|world| world.mid("emea").statuses = vec!["Upgrading"], "not_down"),
        unseen: "status",
    },
    Pair {
        class: "not_down",
        made: |world| world.mid("emea").statuses = vec!["Paused"],
        neighbour: (|world| world.mid("emea").statuses = vec!["Down"], "down_since_clone"),
        unseen: "status",
    },
    Pair {
        class: "added_after_clone",
        made: |world| world.mid("emea").created = 1,
        neighbour: (|world| world.mid("emea").created = 0, "down_since_clone"),
        unseen: "sys_created_on",
    },
    Pair {
        class: "down_before_clone",
        made: |world| world.mid("emea").heartbeat = Some(-30),
        neighbour: (|world| world.mid("emea").heartbeat = Some(-19), "down_since_clone"),
        unseen: "last_refreshed",
    },
    Pair {
        class: "down_later",
        made: |world| world.mid("emea").heartbeat = Some(17),
        neighbour: (|world| world.mid("emea").heartbeat = Some(13), "down_since_clone"),
        unseen: "last_refreshed",
    },
    Pair {
        class: "flapping",
        made: |world| world.event("mid_server.down", "emea", "", &[5, 6, 7]),
        neighbour: (|world| drop(world.instance.events.pop()), "down_since_clone"),
        unseen: "sys_created_on",
    },
    Pair {
        class: "down",
        made: |world| world.clones.clear(),
        neighbour: (|world| world.clones.push((0, "completed")), "down_since_clone"),
        unseen: "status",
    },
    Pair {
        class: "down_since_clone",
        made: |_| {},
        neighbour: (|world| world.mid("emea").heartbeat = None, "down_before_clone"),
        unseen: "last_refreshed",
    },
    Pair {
        class: "not_judged",
        made: |world| world.without.push(Without::Whole("ecc_agent")),
        neighbour: (|world| world.without.clear(), "down_since_clone"),
        unseen: "status",
    },
];

/// A bystander, and the MID Server that comes to be of a class.
fn sound() -> World {
    World::of(&["emea", "apac"])
}

/// The class that is said; who is not said is up.
fn class(world: &World) -> String {
    let answers = world.answers();
    let answer = answers.iter().find(|answer| answer["mid_server"] == "emea");
    answer.map_or("up", |answer| answer["class"].as_str().unwrap()).to_owned()
}

#[test]
fn every_class_of_the_program_has_its_pair() {
    assert_eq!(PAIRS.map(|pair| pair.class), Class::ALL.map(Class::name));
}

#[test]
fn with_its_rows_a_class_is_told_and_without_them_it_is_down_by_the_clone() {
    assert_eq!(class(&sound()), "down_since_clone");
    for pair in &PAIRS {
        assert_eq!(class(&sound().but(pair.made)), pair.class);
    }
}

#[test]
fn the_nearest_neighbour_of_a_class_is_told_in_its_place() {
    for pair in &PAIRS {
        let (change, neighbour) = pair.neighbour;
        assert_eq!(class(&sound().but(pair.made).but(change)), neighbour, "beside {}", pair.class);
    }
}

#[test]
fn without_what_a_class_is_judged_on_none_is_judged_and_status_is_not_ok() {
    for pair in &PAIRS {
        let world =
            sound().but(pair.made).but(|world| world.without.push(Without::Column("ecc_agent", pair.unseen)));
        assert_eq!(class(&world), "not_judged", "{}", pair.class);
        assert_ne!(world.play().run(&["status"]).at(&world.now()).output().code(), 0, "{}", pair.class);
        let gone = sound().but(pair.made).but(|world| world.without.push(Without::Table("ecc_agent")));
        if gone.instance.loads.len() == 1 {
            assert!(gone.answers().is_empty(), "{}", pair.class);
        }
    }
}

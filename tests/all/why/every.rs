//! An estate with every class and every cause, which prints its table: `-E 'test(why::every)' --no-capture`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use midjobs::why::Class;
use serde_json::Value as Json;

use super::causes::PAIRS;
use super::world::{Without, World};
use crate::support::snapshot::assert_snapshot;

/// Classes that cannot stand beside a clone and rows that are seen.
const ELSEWHERE: [&str; 2] = ["down", "not_judged"];

/// A MID Server of each cause and one of each class, which have their names.
fn estate() -> World {
    let mut world = World::of(&[]);
    world.instance.loads = vec![14, 45, 55, 70, 80];
    PAIRS.iter().for_each(|pair| world.add(pair.cause));
    PAIRS.iter().for_each(|pair| (pair.proof)(&mut world, pair.cause));
    for class in Class::ALL.map(Class::name).into_iter().filter(|class| !ELSEWHERE.contains(class)) {
        world.add(class);
        world.mid(class).statuses = match class {
            "not_ready" | "up" => vec!["Up"; 5],
            "recovering" => vec!["Down", "Down", "Down", "Down", "Up"],
            "recovered" => vec!["Down", "Up", "Up", "Up", "Up"],
            "not_down" => vec!["Up", "Up", "Paused", "Paused", "Paused"],
            "flapping" => vec!["Up", "Down", "Up", "Down", "Down"],
            _ => vec!["Down"; 5],
        };
    }
    world.mid("added_after_clone").created = 5;
    world.mid("not_ready").validated = "validating";
    world.mid("down_before_clone").heartbeat = Some(-1_440 * 3);
    world.mid("down_later").heartbeat = Some(40);
    world
}

fn without_a_clone() -> World {
    estate().but(|world| world.clones.clear())
}

fn without_heartbeats() -> World {
    estate().but(|world| world.without.push(Without::Column("ecc_agent", "last_refreshed")))
}

/// A line a MID Server: its class, its cause, and what it would have been.
fn table(world: &World) -> String {
    let mut table = String::new();
    for answer in world.answers() {
        let text = |column: &str| answer[column].as_str().unwrap_or("-").to_owned();
        let (class, cause) = (text("class"), text("cause"));
        writeln!(table, "{:26} {class:18} {cause:26} {}", text("mid_server"), text("likely")).unwrap();
    }
    table
}

#[test]
fn every_class_and_every_cause_stand_in_one_table() {
    let worlds = [
        ("after a clone", estate()),
        ("without a clone", without_a_clone()),
        ("without the heartbeats", without_heartbeats()),
    ];
    let tables = worlds.each_ref().map(|(name, world)| format!("{name}\n\n{}", table(world))).join("\n");
    println!("{tables}");
    assert_snapshot("why/every.txt", &tables);
    let answers = || worlds.iter().flat_map(|(_, world)| world.answers());
    let said = |column: &str, name: &str| answers().any(|answer| answer[column] == name);
    for class in Class::ALL.map(Class::name).into_iter().filter(|class| *class != "up") {
        assert!(said("class", class), "{class}");
    }
    for pair in &PAIRS {
        assert!(said("cause", pair.cause), "{}", pair.cause);
    }
    assert!(
        said("cause", "cannot_tell")
            && !answers().any(|answer| answer["status"] == "Up" && answer["cause"] != Json::Null)
    );
}

#[test]
fn the_page_of_the_estate_reads_as_it_stands() {
    let world = estate();
    let page = world.play().run(&["why"]).at(&world.now()).done().stdout();
    assert_snapshot("why/estate.txt", &page);
}

#[test]
fn the_document_has_a_page_of_each_cause() {
    let world = estate();
    let test = world.play();
    let mut pages = String::from(
        "# A page of each cause\n\nWhat `midjobs why NAME` prints, on an estate that has each once. [why.md](why.md) says what they rest on.\n",
    );
    for pair in &PAIRS {
        world.class(pair.cause, "down_since_clone").cause(pair.cause, pair.cause);
        let page = test.run(&["why", pair.cause]).at(&world.now()).done().stdout();
        let lines = page.lines().map(|line| format!("    {line}\n"));
        pages += &format!("\n## {}\n\n{}", pair.cause, lines.collect::<String>());
    }
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/causes.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&document, &pages).unwrap();
    }
    assert_eq!(fs::read_to_string(document).unwrap(), pages);
}

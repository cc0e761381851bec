//! MID Servers that the last whole load no longer has.

use super::world::World;

/// One of three is not in the load after the clone.
fn world() -> World {
    World::of(&["emea", "apac", "old"]).but(|world| {
        world.shows(&[-30, 30], "old", &["Down", "gone"]);
        for name in ["emea", "apac"] {
            world.mid(name).statuses = vec!["Up", "Up"];
            world.mid(name).heartbeat = Some(25);
        }
    })
}

#[test]
fn a_mid_server_that_is_gone_is_not_down_and_status_does_not_alarm() {
    let world = world();
    assert!(world.answers().is_empty(), "{:#?}", world.answers());
    let (test, now) = (world.play(), world.now());
    let status = test.run(&["status"]).at(&now).done().stdout();
    assert!(status.contains("0 of 2 MID Servers down"), "{status}");
    let mids = test.run(&["mids", "--json"]).at(&now).done().json();
    let shown: Vec<&str> =
        mids["mid_servers"].as_array().unwrap().iter().map(|mid| mid["status"].as_str().unwrap()).collect();
    assert_eq!(shown, ["Up", "Up", "gone"]);
    test.run(&["mids", "--status", "gone"]).at(&now).done();
    let page = test.run(&["why"]).at(&now).done().stdout();
    assert!(page.contains("The last load no longer has old: is gone"), "{page}");
    test.run(&["why", "old"]).at(&now).output().refuses(&["old is gone"]);
    test.run(&["run"]).at("2026-03-01 12:40:00").done();
    assert_eq!(
        test.query("SELECT mid_server FROM ecc_agent_issue WHERE source = 'InstanceClone'"),
        Vec::<String>::new()
    );
}

#[test]
fn the_row_that_is_there_again_is_a_mid_server_again() {
    let world = world().but(|world| {
        world.shows(&[-30, 10, 30], "old", &["Down", "gone", "Down"]);
    });
    world.class("old", "down_since_clone");
    let test = world.play();
    assert!(test.run(&["status"]).at(&world.now()).output().stdout().contains("1 of 3 MID Servers down"));
}

#[test]
fn what_an_earlier_load_since_the_clone_had_is_there_for_a_load_may_be_a_part() {
    let world = world().but(|world| world.shows(&[-30, 10, 30], "old", &["Down", "Down", "gone"]));
    world.class("old", "down_since_clone");
    // A day later it was not seen for too long.
    let later =
        world.but(|world| world.shows(&[-30, 10, 30, 1_460], "old", &["Down", "Down", "gone", "gone"]));
    assert!(later.answers().is_empty(), "{:#?}", later.answers());
}

#[test]
fn a_load_of_fewer_mid_servers_than_are_missing_from_it_says_nothing_of_those() {
    let world = World::of(&["emea", "apac", "old"]).but(|world| {
        world.shows(&[-30, 30], "old", &["Down", "gone"]);
        world.mid("apac").statuses = vec!["Down", "gone"];
    });
    world.class("old", "down_since_clone").class("apac", "down_since_clone");
    assert_eq!(world.play().run(&["status"]).at(&world.now()).output().code(), 2);
}

#[test]
fn one_that_is_gone_shares_no_user_and_its_heartbeat_is_none() {
    let world = World::of(&["emea", "apac", "old"]).but(|world| {
        world.shows(&[-30, 30], "old", &["Down", "gone"]);
        world.configure("old", "svc.emea");
        world.log("emea", "login", &[10]);
    });
    world.cause("emea", "logged_in_yet_down");
    let shared = world.but(|world| world.mid("old").statuses = vec!["Down", "Down"]);
    shared.cause("emea", "cannot_attribute");
    let late = world.but(|world| {
        world.mid("old").heartbeat = Some(0);
        world.mid("emea").heartbeat = Some(-20);
        world.mid("apac").heartbeat = Some(-20);
    });
    late.class("emea", "down_since_clone");
    late.but(|world| world.mid("old").statuses = vec!["Down", "Down"]).class("emea", "down_before_clone");
}

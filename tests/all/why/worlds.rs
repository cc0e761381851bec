//! Every world, whole: the class, the cause, the user and the table in doubt of each MID Server that is not up.

use super::play::{LeftOut, World, in_short};

#[test]
fn every_world_has_its_answers() {
    for world in World::all() {
        let test = world.play(LeftOut::Nothing);
        let answers = world.answers(&test);
        let expected: Vec<&str> =
            world.golden.iter().map(|row| row["mid_server"].as_str().unwrap()).collect();
        assert_eq!(answers.keys().collect::<Vec<_>>(), expected, "{}", world.name);
        for golden in &world.golden {
            let answer = &answers[golden["mid_server"].as_str().unwrap()];
            assert_eq!(in_short(answer), in_short(golden), "{}: {answer:#}", world.name);
            let doubted = |table: &serde_json::Value| {
                answer["doubt"].as_str().unwrap_or("").contains(table.as_str().unwrap())
            };
            let tables = golden["doubt"].as_array().unwrap();
            assert_eq!(tables.is_empty(), answer["doubt"].is_null(), "{}: {answer:#}", world.name);
            assert!(tables.is_empty() || tables.iter().any(doubted), "{}: {answer:#}", world.name);
            assert_eq!(
                answer["likely"].is_null(),
                answer["cause"] != "cannot_tell",
                "{}: {answer:#}",
                world.name
            );
        }
    }
}

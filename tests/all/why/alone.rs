//! Of a MID Server that is asked for alone less is read, and the same is said as among all.

use serde_json::Value as Json;

use super::play::{LeftOut, World};
use crate::support::Test;

/// Asks for one of so many MID Servers alone.
pub fn is_told_the_same(test: &Test, now: &str, one_of: usize, story: &str) {
    let told = |args: &[&str]| test.run(args).at(now).done().json();
    let rows = |told: Json, name: &str| told[name].as_array().unwrap().clone();
    let answers = rows(told(&["why", "--json"]), "why");
    for among_all in rows(told(&["mids", "--json"]), "mid_servers").into_iter().step_by(one_of) {
        let sys_id = among_all["sys_id"].as_str().unwrap();
        let mut alone = rows(told(&["mids", sys_id, "--json"]), "mid_servers");
        alone[0].as_object_mut().unwrap().remove("issues");
        assert_eq!(alone, std::slice::from_ref(&among_all), "{story}");
        if let Some(answer) = answers.iter().find(|answer| answer["sys_id"] == sys_id) {
            let alone = rows(told(&["why", sys_id, "--json"]), "why");
            assert_eq!(alone, std::slice::from_ref(answer), "{story}");
        }
    }
}

#[test]
fn each_mid_server_of_every_world_is_told_the_same_alone() {
    for world in World::all() {
        is_told_the_same(&world.play(LeftOut::Nothing), world.now(), 1, &world.name);
    }
}

#[test]
fn those_of_a_user_are_told_the_same_as_among_all() {
    for world in World::all() {
        let test = world.play(LeftOut::Nothing);
        let answers = world.answers(&test);
        for user in answers.values().filter_map(|answer| answer["user"].as_str()) {
            let said = test.run(&["why", user, "--json"]).at(world.now()).done().json();
            let of_user = |answer: &&Json| answer["user"] == user;
            for answer in said["why"].as_array().unwrap().iter().filter(of_user) {
                let among_all = answers.get(answer["mid_server"].as_str().unwrap());
                assert!(among_all.is_none_or(|known| known == answer), "{}: {answer:#}", world.name);
            }
            let count = |answers: &mut dyn Iterator<Item = &Json>| answers.filter(of_user).count();
            let of_all = count(&mut answers.values());
            assert!(count(&mut said["why"].as_array().unwrap().iter()) >= of_all, "{}: {user}", world.name);
        }
    }
}

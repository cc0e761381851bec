//! Each cause with the rows that prove it, without them, with its nearest neighbour, and with each table that it rests on unseen.

use std::collections::BTreeSet;

use midjobs::why::CAUSES;

use super::world::{Without, World};

/// What is known of a cause: how a world in which nothing is wrong comes to have it, and what lies next to it.
struct Pair {
    cause: &'static str,
    proof: fn(&mut World),
    /// The smallest change of the proof that is another cause, and which.
    neighbour: (fn(&mut World), &'static str),
    /// The tables without which it cannot be told.
    unseen: &'static [&'static str],
}

const PAIRS: [Pair; 15] = [
    Pair {
        cause: "no_user_known",
        proof: |world| {
            world.unconfigure("emea");
            world.mid("emea").user_name = None;
        },
        neighbour: (|world| world.mid("emea").user_name = Some("svc.emea".to_owned()), "no_attempt_seen"),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "several_configured_users",
        proof: |world| world.configure("emea", "svc.apac"),
        neighbour: (
            |world| {
                world.instance.configured.pop();
                world.configure("emea", "svc.emea");
            },
            "no_attempt_seen",
        ),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "name_differs",
        proof: |world| world.account("emea").user_name = "SVC.emea".to_owned(),
        neighbour: (|world| world.account("emea").user_name = "svc.emeaa".to_owned(), "account_missing"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_missing",
        proof: |world| world.drop_account("emea"),
        neighbour: (|world| world.make_account("near", "Svc.emea"), "name_differs"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_inactive",
        proof: |world| world.account("emea").active = false,
        neighbour: (|world| world.make_account("twin", "svc.emea"), "no_attempt_seen"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_locked",
        proof: |world| world.log("emea", "login.failed", &[10, 11, 12, 13, 14]),
        neighbour: (|world| world.instance.events.truncate(4), "password_rejected"),
        unseen: &["sysevent", "sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "role_missing",
        proof: |world| world.drop_role("emea", "mid_server"),
        neighbour: (
            |world| {
                world.hold("emea", "mid_server", "active");
                world.drop_role("emea", "soap");
            },
            "contained_role_missing",
        ),
        unseen: &["sys_user_role", "sys_user_has_role", "sysevent", "sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "contained_role_missing",
        proof: |world| world.drop_role("emea", "soap_script"),
        neighbour: (|world| world.instance.contains.truncate(1), "no_attempt_seen"),
        unseen: &["sys_user_role_contains", "sys_user_has_role", "sys_user_role", "sysevent", "sys_user"],
    },
    Pair {
        cause: "sign_in_restricted",
        proof: |world| {
            world.restrict();
            world.account("emea").web_service_access_only = false;
        },
        neighbour: (|world| world.account("emea").web_service_access_only = true, "no_attempt_seen"),
        unseen: &["sys_user", "sys_user_has_role", "sysevent"],
    },
    Pair {
        cause: "cannot_attribute",
        proof: |world| {
            world.configure("apac", "svc.emea");
            world.log("emea", "login", &[10]);
        },
        neighbour: (
            |world| {
                world.instance.events.clear();
                world.log("emea", "login.failed", &[10]);
            },
            "password_rejected",
        ),
        unseen: &["sysevent", "ecc_agent_config"],
    },
    Pair {
        cause: "restart_needed",
        proof: |world| world.log("emea", "login.authorization.failed", &[10]),
        neighbour: (|world| world.drop_role("emea", "soap_script"), "contained_role_missing"),
        unseen: &["sysevent", "sys_user_has_role", "sys_user_role_contains"],
    },
    Pair {
        cause: "password_rejected",
        proof: |world| world.log("emea", "login.failed", &[10, 20]),
        neighbour: (|world| world.log("emea", "login", &[25]), "logged_in_yet_down"),
        unseen: &["sysevent"],
    },
    Pair {
        cause: "logged_in_yet_down",
        proof: |world| world.log("emea", "login", &[10]),
        neighbour: (|world| world.mid("emea").heartbeat = Some(12), "no_attempt_seen"),
        unseen: &["sysevent", "sys_user"],
    },
    Pair {
        cause: "configured_differs",
        proof: |world| world.mid("emea").user_name = Some("svc.old".to_owned()),
        neighbour: (|world| world.unconfigure("emea"), "account_missing"),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "no_attempt_seen",
        proof: |_| {},
        neighbour: (|world| world.account("emea").last_login = Some(10), "logged_in_yet_down"),
        unseen: &[
            "sysevent",
            "sys_user",
            "sys_user_role",
            "sys_user_has_role",
            "sys_user_role_contains",
            "ecc_agent_config",
        ],
    },
];

/// A bystander, and the MID Server that a cause comes to.
fn sound() -> World {
    World::of(&["emea", "apac"])
}

fn with(pair: &Pair) -> World {
    sound().but(pair.proof)
}

#[test]
fn every_cause_of_the_program_has_its_pair_in_their_order() {
    let known: Vec<&str> = CAUSES.iter().map(|cause| cause.name).collect();
    assert_eq!(PAIRS.map(|pair| pair.cause).to_vec(), known);
    for (pair, cause) in PAIRS.iter().zip(&CAUSES) {
        let tested: BTreeSet<&str> =
            pair.unseen.iter().copied().chain(["ecc_agent", "sys_properties"]).collect();
        let untested: Vec<_> = cause.rests_on.iter().filter(|table| !tested.contains(*table)).collect();
        assert!(untested.is_empty(), "{} rests on {untested:?} too", pair.cause);
    }
}

#[test]
fn with_its_rows_a_cause_is_told_with_proof_and_steps_and_the_bystander_keeps_its_own() {
    for pair in &PAIRS {
        let world = with(pair);
        let of = |name: &str| world.answers().iter().find(|answer| answer["mid_server"] == name).unwrap();
        let answer = of("emea");
        assert_eq!(
            (&answer["cause"], &answer["doubt"]),
            (&pair.cause.into(), &serde_json::Value::Null),
            "{answer:#}"
        );
        assert!(!answer["evidence"].as_array().unwrap().is_empty(), "{answer:#}");
        assert!(answer["remedy"].as_array().unwrap().len() > 1, "{answer:#}");
        let is_shared = pair.cause == "cannot_attribute";
        let bystander = if is_shared { "several_configured_users" } else { "no_attempt_seen" };
        assert_eq!(of("apac")["cause"], bystander, "{}: {:#}", pair.cause, of("apac"));
    }
}

#[test]
fn without_its_rows_it_is_neither_told_nor_proven_besides() {
    let answer = sound().cause("emea", "no_attempt_seen").answer("emea").to_string();
    for pair in PAIRS.iter().filter(|pair| pair.cause != "no_attempt_seen") {
        assert!(!answer.contains(&format!("\"cause\":\"{}\"", pair.cause)), "{answer}");
    }
}

#[test]
fn its_nearest_neighbour_is_told_in_its_place() {
    for pair in &PAIRS {
        let (change, neighbour) = pair.neighbour;
        let answer = with(pair).but(change).answer("emea");
        assert_eq!(answer["cause"], neighbour, "beside {}: {answer:#}", pair.cause);
    }
}

#[test]
fn without_a_table_that_it_rests_on_it_cannot_be_told() {
    for pair in &PAIRS {
        for table in pair.unseen {
            let answer = with(pair).but(|world| world.without.push(Without::Table(table))).answer("emea");
            assert_eq!(answer["cause"], "cannot_tell", "{} without {table}: {answer:#}", pair.cause);
            assert!(
                answer["doubt"].as_str().unwrap().contains(table),
                "{} without {table}: {answer:#}",
                pair.cause
            );
        }
    }
}

#[test]
fn properties_that_were_never_loaded_are_passed_and_mid_servers_that_were_not_are_not_listed() {
    let pair = PAIRS.iter().find(|pair| pair.cause == "sign_in_restricted").unwrap();
    with(pair)
        .but(|world| world.without.push(Without::Table("sys_properties")))
        .cause("emea", "no_attempt_seen");
    assert!(with(pair).but(|world| world.without.push(Without::Table("ecc_agent"))).answers().is_empty());
}

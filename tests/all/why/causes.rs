//! Each cause with the rows that prove it, without them, with its nearest neighbour, and with each table that it rests on unseen.

use std::collections::BTreeSet;

use midjobs::why::CAUSES;
use serde_json::Value as Json;

use super::world::{Without, World};

/// What is known of a cause: how a world in which nothing is wrong comes to have it, and what lies next to it.
pub struct Pair {
    pub cause: &'static str,
    pub proof: fn(&mut World, &str),
    /// The smallest change of the proof that is another cause, and which.
    neighbour: (fn(&mut World, &str), &'static str),
    /// The tables without which it cannot be told.
    unseen: &'static [&'static str],
}

pub const PAIRS: [Pair; 15] = [
    Pair {
        cause: "no_user_known",
        proof: |world, name| {
            world.unconfigure(name);
            world.mid(name).user_name = None;
        },
        neighbour: (|world, name| world.mid(name).user_name = Some(format!("svc.{name}")), "no_attempt_seen"),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "several_configured_users",
        proof: |world, name| world.configure(name, "svc.apac"),
        neighbour: (
            |world, name| {
                world.unconfigure(name);
                world.configure(name, &format!("svc.{name}"));
            },
            "no_attempt_seen",
        ),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "name_differs",
        proof: |world, name| world.account(name).user_name = format!("SVC.{name}"),
        neighbour: (|world, name| world.account(name).user_name = format!("svc.{name}x"), "account_missing"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_missing",
        proof: |world, name| world.drop_account(name),
        neighbour: (|world, name| world.make_account("near", &format!("Svc.{name}")), "name_differs"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_inactive",
        proof: |world, name| world.account(name).active = false,
        neighbour: (|world, name| world.make_account("twin", &format!("svc.{name}")), "no_attempt_seen"),
        unseen: &["sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "account_locked",
        proof: |world, name| world.log(name, "login.failed", &[10, 11, 12, 13, 14]),
        neighbour: (|world, name| world.forget_event(name), "password_rejected"),
        unseen: &["sysevent", "sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "role_missing",
        proof: |world, name| world.drop_role(name, "mid_server"),
        neighbour: (
            |world, name| {
                world.hold(name, "mid_server", "active");
                world.drop_role(name, "soap");
            },
            "contained_role_missing",
        ),
        unseen: &["sys_user_role", "sys_user_has_role", "sysevent", "sys_user", "ecc_agent_config"],
    },
    Pair {
        cause: "contained_role_missing",
        proof: |world, name| world.drop_role(name, "soap_script"),
        neighbour: (|world, name| world.hold(name, "soap_script", "active"), "no_attempt_seen"),
        unseen: &["sys_user_role_contains", "sys_user_has_role", "sys_user_role", "sysevent", "sys_user"],
    },
    Pair {
        cause: "sign_in_restricted",
        proof: |world, name| {
            world.restrict();
            world.account(name).web_service_access_only = false;
        },
        neighbour: (|world, name| world.account(name).web_service_access_only = true, "no_attempt_seen"),
        unseen: &["sys_user", "sys_user_has_role", "sysevent"],
    },
    Pair {
        cause: "cannot_attribute",
        proof: |world, name| {
            world.add("sharer");
            world.unconfigure("sharer");
            world.configure("sharer", &format!("svc.{name}"));
            world.log(name, "login", &[10]);
        },
        neighbour: (
            |world, name| {
                world.forget_event(name);
                world.log(name, "login.failed", &[10]);
            },
            "password_rejected",
        ),
        unseen: &["sysevent", "ecc_agent_config"],
    },
    Pair {
        cause: "restart_needed",
        proof: |world, name| world.log(name, "login.authorization.failed", &[10]),
        neighbour: (|world, name| world.drop_role(name, "soap_script"), "contained_role_missing"),
        unseen: &["sysevent", "sys_user_has_role", "sys_user_role_contains"],
    },
    Pair {
        cause: "password_rejected",
        proof: |world, name| world.log(name, "login.failed", &[10, 20]),
        neighbour: (|world, name| world.log(name, "login", &[25]), "logged_in_yet_down"),
        unseen: &["sysevent"],
    },
    Pair {
        cause: "logged_in_yet_down",
        proof: |world, name| world.log(name, "login", &[10]),
        neighbour: (|world, name| world.mid(name).heartbeat = Some(12), "no_attempt_seen"),
        unseen: &["sysevent", "sys_user"],
    },
    Pair {
        cause: "configured_differs",
        proof: |world, name| world.mid(name).user_name = Some("svc.old".to_owned()),
        neighbour: (|world, name| world.unconfigure(name), "account_missing"),
        unseen: &["ecc_agent_config"],
    },
    Pair {
        cause: "no_attempt_seen",
        proof: |_, _| {},
        neighbour: (|world, name| world.account(name).last_login = Some(10), "logged_in_yet_down"),
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

/// A bystander that has no cause but the last, and a MID Server of each cause that has its name.
fn estate() -> World {
    let mut world = World::of(&["apac"]);
    PAIRS.iter().for_each(|pair| world.add(pair.cause));
    PAIRS.iter().for_each(|pair| (pair.proof)(&mut world, pair.cause));
    world
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
    let estate = estate();
    for pair in &PAIRS {
        let answer = estate.answer(pair.cause);
        assert_eq!((&answer["cause"], &answer["doubt"]), (&pair.cause.into(), &Json::Null), "{answer:#}");
        assert!(!answer["evidence"].as_array().unwrap().is_empty(), "{answer:#}");
        assert!(answer["remedy"].as_array().unwrap().len() > 1, "{answer:#}");
    }
    estate.cause("apac", "no_attempt_seen");
}

#[test]
fn without_its_rows_it_is_neither_told_nor_proven_besides() {
    let mut world = World::of(&["apac"]);
    PAIRS.iter().for_each(|pair| world.add(pair.cause));
    for pair in PAIRS.iter().filter(|pair| pair.cause != "no_attempt_seen") {
        let answer = world.cause(pair.cause, "no_attempt_seen").answer(pair.cause);
        let told = answer["also"].as_array().unwrap().iter().any(|also| also["cause"] == pair.cause);
        assert!(!told, "{answer:#}");
    }
}

#[test]
fn its_nearest_neighbour_is_told_in_its_place() {
    let mut world = estate();
    PAIRS.iter().for_each(|pair| (pair.neighbour.0)(&mut world, pair.cause));
    for pair in &PAIRS {
        let answer = world.answer(pair.cause);
        assert_eq!(answer["cause"], pair.neighbour.1, "beside {}: {answer:#}", pair.cause);
    }
}

#[test]
fn without_a_table_that_it_rests_on_it_cannot_be_told_and_no_other_cause_is() {
    let tables: BTreeSet<&str> = PAIRS.iter().flat_map(|pair| pair.unseen).copied().collect();
    for table in tables {
        let world = estate().but(|world| world.without.push(Without::Table(table)));
        for pair in &PAIRS {
            if pair.unseen.contains(&table) {
                world.cannot_tell(pair.cause, table);
            }
            let answer = world.answer(pair.cause);
            let cause = &answer["cause"];
            assert!(cause == pair.cause || cause == "cannot_tell", "without {table}: {answer:#}");
        }
    }
}

#[test]
fn properties_that_were_never_loaded_are_passed_and_mid_servers_that_were_not_are_not_listed() {
    let without = |table| estate().but(|world| world.without.push(Without::Table(table)));
    without("sys_properties").cause("sign_in_restricted", "no_attempt_seen");
    assert!(without("ecc_agent").answers().is_empty());
}

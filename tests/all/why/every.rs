//! An estate with every class and every cause, which prints its table: `-E 'test(why::every)' --no-capture`.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::model::{Account, CAUSES, Event, Instance, MidServer};
use super::model_rows::written;
use crate::support::Test;

/// What `mid_server` contains here.
const CONTAINED: [&str; 2] = ["soap", "soap_script"];

/// Every class: those of a clone, and those without one or of rows in doubt.
const CLASSES: [&str; 10] = [
    "added_after_clone",
    "not_ready",
    "recovering",
    "recovered",
    "not_down",
    "flapping",
    "down_before_clone",
    "down_later",
    "down_since_clone",
    "up",
];

fn id(kind: char, name: &str) -> String {
    let hash = name.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(1_000_003) ^ u64::from(byte));
    format!("{kind}{hash:031x}")
}

/// A MID Server whose user can log in, and nobody saw it try.
fn add(estate: &mut Instance, name: &str) {
    let user = format!("svc.{name}");
    estate.mid_servers.push(MidServer {
        sys_id: id('a', name),
        name: name.to_owned(),
        statuses: vec!["Down"; estate.loads.len()],
        user_name: Some(user.clone()),
        validated: "true",
        heartbeat: Some(-5),
        created: -1440 * 20,
    });
    estate.configured.push((id('d', name), id('a', name), user.clone()));
    estate.accounts.push(Account {
        sys_id: id('b', name),
        user_name: user,
        active: true,
        locked_out: false,
        last_login: None,
        web_service_access_only: true,
        internal_integration_user: true,
        source: "",
    });
    for role in ["mid_server"].iter().chain(&CONTAINED) {
        estate.held.push((id('e', &format!("{name}{role}")), id('b', name), id('c', role), "active"));
    }
}

fn empty() -> Instance {
    let names = ["mid_server"].into_iter().chain(CONTAINED);
    let property = |name: &'static str, value: &str| (id('9', name), name, value.to_owned());
    Instance {
        loads: vec![14, 45, 55, 70, 80],
        roles: names.map(|name| (id('c', name), name)).collect(),
        contains: [("mid_server", "soap"), ("soap", "soap_script")]
            .map(|(role, more)| (id('f', more), id('c', role), id('c', more)))
            .to_vec(),
        properties: Some(vec![
            property("glide.authenticate.basic_auth.restriction.active", "true"),
            property("glide.authenticate.basic_auth.restriction.enforce", "true"),
        ]),
        ..Instance::default()
    }
}

fn log(estate: &mut Instance, user: &str, name: &'static str, minutes: &[i64]) {
    let parm2 = if name == "login.authorization.failed" { "soap_script" } else { "10.0.0.7" };
    estate.events.extend(minutes.iter().map(|on| Event {
        name,
        parm1: format!("svc.{user}"),
        parm2,
        on: *on,
    }));
}

/// One MID Server for each cause, which has its name.
fn causes() -> Instance {
    let mut estate = empty();
    CAUSES.iter().for_each(|cause| add(&mut estate, cause));
    add(&mut estate, "shares_its_user");
    for (name, minutes) in
        [("account_locked", &[20, 22, 24, 26, 28][..]), ("password_rejected", &[20, 40, 60])]
    {
        log(&mut estate, name, "login.failed", minutes);
    }
    log(&mut estate, "restart_needed", "login.authorization.failed", &[30]);
    log(&mut estate, "logged_in_yet_down", "login", &[30]);
    log(&mut estate, "cannot_attribute", "login", &[30]);
    estate.configured.push((id('0', "second"), id('a', "several_configured_users"), "svc.second".to_owned()));
    estate
        .configured
        .retain(|(row, _, _)| *row != id('d', "no_user_known") && *row != id('d', "shares_its_user"));
    estate.accounts.retain(|account| account.user_name != "svc.account_missing");
    estate.held.retain(|(row, _, _, _)| {
        *row != id('e', "role_missingmid_server") && *row != id('e', "contained_role_missingsoap_script")
    });
    for account in &mut estate.accounts {
        match account.user_name.as_str() {
            "svc.name_differs" => account.user_name = "SVC.name_differs".to_owned(),
            "svc.account_inactive" => account.active = false,
            "svc.sign_in_restricted" => account.web_service_access_only = false,
            _ => {}
        }
    }
    for mid in &mut estate.mid_servers {
        match mid.name.as_str() {
            "no_user_known" => mid.user_name = None,
            "configured_differs" => mid.user_name = Some("svc.old".to_owned()),
            "shares_its_user" => mid.user_name = Some("svc.cannot_attribute".to_owned()),
            _ => {}
        }
    }
    estate
}

/// One MID Server for each class, which has its name.
fn classes() -> Instance {
    let mut estate = empty();
    CLASSES.iter().for_each(|class| add(&mut estate, class));
    for mid in &mut estate.mid_servers {
        mid.statuses = match mid.name.as_str() {
            "not_ready" | "up" => vec!["Up"; 5],
            "recovering" => vec!["Down", "Down", "Down", "Down", "Up"],
            "recovered" => vec!["Down", "Up", "Up", "Up", "Up"],
            "not_down" => vec!["Up", "Up", "Paused", "Paused", "Paused"],
            "flapping" => vec!["Up", "Down", "Up", "Down", "Down"],
            _ => vec!["Down"; 5],
        };
        match mid.name.as_str() {
            "added_after_clone" => mid.created = 5,
            "not_ready" => mid.validated = "validating",
            "down_before_clone" => mid.heartbeat = Some(-1440 * 3),
            "down_later" => mid.heartbeat = Some(40),
            _ => {}
        }
    }
    estate
}

/// Loads it, with a clone at noon if there is one.
fn play(estate: &Instance, cloned: bool) -> Test {
    let test = Test::new();
    test.run(&["init"]).at("2026-03-01 10:00:00").done();
    if cloned {
        test.run(&["after-clone", "--completed", "2026-03-01 12:00:00"]).at("2026-03-01 12:00:00").done();
    }
    for (number, minute) in estate.loads.iter().enumerate() {
        let tables: &[&str] =
            if number + 1 == estate.loads.len() { &super::play::TABLES } else { &["ecc_agent"] };
        fs::create_dir(test.path("rows")).unwrap();
        for table in tables {
            test.file(
                &format!("rows/{table}.json"),
                json!({ "result": estate.rows(table, number) }).to_string(),
            );
        }
        test.run(&["import", "rows"]).at(&written(*minute)).done();
        fs::remove_dir_all(test.path("rows")).unwrap();
    }
    test
}

fn now(estate: &Instance) -> String {
    written(estate.now() + 1)
}

fn answers(test: &Test, estate: &Instance) -> Vec<Json> {
    let said = test.run(&["why", "--json"]).at(&now(estate)).done().json();
    said["why"].as_array().unwrap().clone()
}

fn print(answers: &[Json]) {
    for answer in answers {
        let text = |column: &str| answer[column].as_str().unwrap_or("-").to_owned();
        println!("{:26} {:18} {:26} {}", text("mid_server"), text("class"), text("cause"), text("likely"));
    }
}

#[test]
fn every_cause_is_told_of_the_mid_server_that_has_it() {
    let estate = causes();
    let test = play(&estate, true);
    let answers = answers(&test, &estate);
    print(&answers);
    let mut pages = String::from(
        "# A page of each cause\n\nWhat `midjobs why NAME` prints, on an estate that has each once. [why.md](why.md) says what they rest on.\n",
    );
    for cause in CAUSES {
        let answer = answers.iter().find(|answer| answer["mid_server"] == cause).unwrap();
        assert_eq!(
            (answer["cause"].as_str(), answer["class"].as_str()),
            (Some(cause), Some("down_since_clone")),
            "{answer:#}"
        );
        assert!(answer["remedy"].as_array().unwrap().len() > 1, "{answer:#}");
        let page = test.run(&["why", cause]).at(&now(&estate)).done().stdout();
        let lines = page.lines().map(|line| format!("    {line}\n"));
        pages += &format!("\n## {cause}\n\n{}", lines.collect::<String>());
    }
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/causes.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&document, &pages).unwrap();
    }
    assert_eq!(fs::read_to_string(document).unwrap(), pages);
}

#[test]
fn every_class_is_told_of_the_mid_server_that_has_it() {
    let estate = classes();
    let answers = answers(&play(&estate, true), &estate);
    print(&answers);
    for class in CLASSES.into_iter().filter(|class| *class != "up") {
        let answer = answers.iter().find(|answer| answer["mid_server"] == class).unwrap();
        assert_eq!(answer["class"], class, "{answer:#}");
    }
    assert!(!answers.iter().any(|answer| answer["mid_server"] == "up"));
}

#[test]
fn without_a_clone_it_is_down_and_without_a_column_it_is_not_judged() {
    let estate = causes();
    let test = play(&estate, false);
    let down = answers(&test, &estate);
    assert!(down.iter().all(|answer| answer["class"] == "down"), "{down:#?}");
    let rows: Vec<Json> = estate
        .rows("ecc_agent", 4)
        .into_iter()
        .map(|mut row| {
            row.as_object_mut().unwrap().remove("last_refreshed");
            row
        })
        .collect();
    test.file("ecc_agent.json", json!({ "result": rows }).to_string());
    test.run(&["import", "ecc_agent.json"]).at(&now(&estate)).done();
    let unseen = answers(&test, &estate);
    assert!(unseen.iter().all(|answer| answer["class"] == "not_judged" && answer["cause"] == "cannot_tell"));
    print(&unseen);
}

#[test]
fn without_any_one_table_every_cause_is_told_or_cannot_be() {
    let estate = causes();
    let test = play(&estate, true);
    for table in super::play::TABLES {
        let gone = format!("DELETE FROM load_coverage WHERE table_name = '{table}'; DELETE FROM {table}");
        let copy = Test::new();
        fs::copy(test.db(), copy.db()).unwrap();
        copy.sql(&gone);
        let answers = answers(&copy, &estate);
        println!("without {table}");
        print(&answers);
        assert_eq!(answers.is_empty(), table == "ecc_agent");
        for answer in answers.iter().filter(|answer| answer["mid_server"] != "shares_its_user") {
            let (cause, name) = (answer["cause"].as_str().unwrap(), answer["mid_server"].as_str().unwrap());
            let passed = table == "sys_properties" && name == "sign_in_restricted";
            assert!(cause == name || cause == "cannot_tell" || passed, "without {table}: {answer:#}");
        }
    }
}

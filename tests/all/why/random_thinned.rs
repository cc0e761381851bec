//! Random instances against the model, whole and with something left out. `WHY_SEEDS` says how many; `WHY_SEED` repeats one.
//! Of so many MID Servers as `WHY_ALONE` says one is asked for alone.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::str::FromStr;

use fastrand::Rng;
use serde_json::{Value as Json, json};

use super::alone::is_told_the_same;
use super::model::{CAUSES, Instance, MidServer};
use super::model_rows::written;
use super::play::{COLUMNS, TABLES};
use super::random::instance;
use crate::support::Test;

/// What the last load lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacks {
    Nothing,
    Table(&'static str),
    Column(&'static str, &'static str),
    /// It is of before the clone.
    Before(&'static str),
    /// Half of the rows, and it is known that it was cut.
    Cut(&'static str),
    /// The last hour of events, and it is known that it was cut.
    LastHour,
    /// All came once more a day later, but for this one.
    Old(&'static str),
}

const PLACES: [&str; 7] = [
    "sys_user",
    "sys_user_role",
    "sys_user_has_role",
    "sys_user_role_contains",
    "ecc_agent_config",
    "sysevent",
    "sys_properties",
];

struct Played<'a> {
    instance: &'a Instance,
    seed: u64,
    lacks: Lacks,
    now: String,
    answers: Vec<Json>,
}

/// Loads everything as it is at that minute.
fn load(test: &Test, instance: &Instance, number: usize, lacks: Lacks, minute: i64, random: &mut Rng) {
    let last = number + 1 == instance.loads.len();
    let tables: &[&str] = if last { &TABLES } else { &["ecc_agent"] };
    for table in tables {
        if lacks == Lacks::Table(table) || (*table == "sys_properties" && instance.properties.is_none()) {
            continue;
        }
        let mut rows = instance.rows(table, number);
        match lacks {
            Lacks::Column(of, column) if of == *table && last => {
                rows.iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove(column)));
            }
            Lacks::Cut(of) if of == *table => rows.retain(|_| random.bool()),
            Lacks::LastHour if *table == "sysevent" => {
                rows.retain(|row| row["sys_created_on"].as_str().unwrap() <= written(minute - 60).as_str());
            }
            _ => {}
        }
        let directory = if lacks == Lacks::Before(table) { "before" } else { "after" };
        fs::create_dir_all(test.path(directory)).unwrap();
        test.file(&format!("{directory}/{table}.json"), json!({ "result": rows }).to_string());
    }
    import(test, &["import", "--as-of", "2026-03-01 11:50:00", "before"], "before", minute);
    import(test, &["import", "after"], "after", minute);
    let cut = match lacks {
        Lacks::Cut(table) if last => table,
        Lacks::LastHour if last => "sysevent",
        _ => return,
    };
    test.sql(&format!(
        "UPDATE load_coverage SET gap = 'cut' WHERE table_name = '{cut}'; DELETE FROM row_absent WHERE table_name = '{cut}'"
    ));
}

fn import(test: &Test, args: &[&str], directory: &str, minute: i64) {
    if test.path(directory).is_dir() {
        test.run(args).at(&written(minute)).done();
        fs::remove_dir_all(test.path(directory)).unwrap();
    }
}

/// What stood there before the clone: accounts of other sys_ids with every role, which no later load has.
fn before_the_clone(test: &Test, instance: &Instance) {
    let users: BTreeSet<String> = instance.mid_servers.iter().filter_map(|mid| instance.user(mid)).collect();
    let mut accounts = Vec::new();
    let mut held = Vec::new();
    for (number, user) in users.iter().enumerate() {
        let sys_id = format!("b{number:031x}");
        accounts
            .push(json!({ "sys_id": sys_id, "user_name": user, "active": "true", "locked_out": "false" }));
        for (at, (role, _)) in instance.roles.iter().enumerate() {
            let row = format!("c{:031x}", number * 100 + at);
            held.push(json!({ "sys_id": row, "user": sys_id, "role": role, "state": "active" }));
        }
    }
    fs::create_dir_all(test.path("early")).unwrap();
    for (table, rows) in [
        ("sys_user", accounts),
        ("sys_user_has_role", held),
        ("sys_user_role", instance.rows("sys_user_role", 0)),
    ] {
        test.file(&format!("early/{table}.json"), json!({ "result": rows }).to_string());
    }
    import(test, &["import", "early"], "early", -60);
}

/// The clone at noon; of some instances one before it is on record too, and one after it that was cancelled.
fn clones(test: &Test, seed: u64) {
    if seed.is_multiple_of(3) {
        let clone = |key: char, state: &str, completed: &str| json!({ "sys_id": key.to_string().repeat(32), "source_instance": "prod", "state": state, "completed": completed });
        let rows = [
            clone('1', "Completed", "2026-02-20 12:00:00"),
            clone('2', "Rolled back", "2026-03-01 12:08:00"),
            clone('3', "Canceled", "2026-03-01 11:58:00"),
        ];
        fs::create_dir_all(test.path("clones")).unwrap();
        test.file("clones/clone_instance.json", json!({ "result": rows }).to_string());
        import(test, &["import", "clones"], "clones", 0);
    }
    test.run(&["after-clone", "--completed", "2026-03-01 12:00:00"]).at("2026-03-01 12:00:00").done();
}

/// Issues of the clone that are resolved by now.
fn issues(test: &Test, instance: &Instance) {
    for (number, (mid, on)) in instance.issues.iter().enumerate() {
        test.sql(&format!(
            "INSERT INTO ecc_agent_issue (sys_id, source, mid_server, message, state, count, last_detected)
             VALUES ('{number:032x}', 'InstanceClone', '{mid}', 'Down {number}', 'resolved', 1, '{}')",
            written(*on)
        ));
    }
}

fn play(instance: &Instance, seed: u64, lacks: Lacks) -> Played<'_> {
    let test = Test::new();
    let mut random = Rng::with_seed(seed);
    test.run(&["init"]).at("2026-03-01 10:00:00").done();
    if seed.is_multiple_of(2) {
        before_the_clone(&test, instance);
    }
    let is_before = |minute: &i64| *minute < 0;
    for (number, minute) in instance.loads.iter().enumerate().filter(|(_, minute)| is_before(minute)) {
        load(&test, instance, number, lacks, *minute, &mut random);
    }
    clones(&test, seed);
    for (number, minute) in instance.loads.iter().enumerate().filter(|(_, minute)| !is_before(minute)) {
        load(&test, instance, number, lacks, *minute, &mut random);
    }
    issues(&test, instance);
    let mut now = instance.now();
    if matches!(lacks, Lacks::Old(_)) {
        now += 1_500;
        let again = if let Lacks::Old(table) = lacks { Lacks::Table(table) } else { lacks };
        load(&test, instance, instance.loads.len() - 1, again, now, &mut random);
    }
    let now = written(now + 1);
    let said = test.run(&["why", "--json"]).at(&now).done().json();
    is_told_the_same(
        &test,
        &now,
        number("WHY_ALONE").unwrap_or(8),
        &format!("seed {seed} without {lacks:?}"),
    );
    Played { instance, seed, lacks, now, answers: said["why"].as_array().unwrap().clone() }
}

impl Played<'_> {
    fn judge(&self) {
        for mid in &self.instance.mid_servers {
            let answer = self.answers.iter().find(|answer| answer["sys_id"] == mid.sys_id.as_str());
            let Some(answer) = answer else {
                let gone = self.lacks == Lacks::Table("ecc_agent") || mid.status() == "gone";
                let may_be_up = self.instance.class(mid) == "up" || mid.status() == "Up";
                assert!(gone || may_be_up, "{} of seed {} is not told", mid.name, self.seed);
                continue;
            };
            assert_ne!(mid.status(), "gone", "{} of seed {} is told", mid.name, self.seed);
            let story = format!("seed {} without {:?} at {}: {answer:#}", self.seed, self.lacks, self.now);
            self.judge_class(mid, answer, &story);
            self.judge_cause(mid, answer, &story);
            self.judge_also(mid, answer, &story);
            self.judge_evidence(answer, &story);
        }
    }

    fn judge_class(&self, mid: &MidServer, answer: &Json, story: &str) {
        let right = self.instance.class(mid);
        match self.lacks {
            Lacks::Nothing => {
                assert_eq!(answer["class"], right, "{story}");
                let since = self.instance.since(mid).map(|on| written(on).replace(' ', "T") + "Z");
                assert_eq!(answer["since"].as_str().map(str::to_owned), since, "{story}");
            }
            // What only events tell, and how long ago it was, is not seen then.
            Lacks::Old(_) | Lacks::LastHour | Lacks::Cut("sysevent") | Lacks::Table("sysevent") => {}
            Lacks::Column("sysevent", _) | Lacks::Column("ecc_agent", "validated") => {}
            _ => assert!(answer["class"] == right || answer["class"] == "not_judged", "not {right}: {story}"),
        }
    }

    fn judge_cause(&self, mid: &MidServer, answer: &Json, story: &str) {
        let (said, right) = (answer["cause"].as_str(), self.instance.cause(mid));
        let passed = self.lacks == Lacks::Table("sys_properties") && right == Some("sign_in_restricted");
        match self.lacks {
            Lacks::Nothing => assert_eq!(said, right, "{story}"),
            Lacks::Column("ecc_agent", "status") => assert_eq!(said, None, "{story}"),
            // One row that is inactive proves it, though another one may have been cut away.
            Lacks::Cut("sys_user") if said == Some("account_inactive") => {}
            _ => assert!(passed || said == right || said == Some("cannot_tell"), "not {right:?}: {story}"),
        }
        assert_eq!(said == Some("cannot_tell"), answer["likely"].is_string(), "{story}");
        let doubt = answer["doubt"].as_str();
        assert_eq!(
            doubt.is_some(),
            said == Some("cannot_tell") || answer["class"] == "not_judged",
            "{story}"
        );
        assert!(doubt.is_none_or(|doubt| TABLES.iter().any(|table| doubt.contains(table))), "{story}");
        if self.lacks == Lacks::Nothing {
            assert_eq!(answer["user"].as_str().map(str::to_owned), self.instance.user(mid), "{story}");
            assert_eq!(answer["status"], mid.status(), "{story}");
        }
    }

    fn judge_also(&self, mid: &MidServer, answer: &Json, story: &str) {
        let also: Vec<&str> =
            answer["also"].as_array().unwrap().iter().map(|also| also["cause"].as_str().unwrap()).collect();
        for cause in &also {
            assert!(self.instance.holds_of(mid, cause), "{cause} does not hold: {story}");
        }
        if let (Lacks::Nothing, Some(right)) = (self.lacks, answer["cause"].as_str()) {
            let after = CAUSES.iter().skip_while(|cause| **cause != right).skip(1);
            let expected =
                after.filter(|cause| **cause != "no_attempt_seen" && self.instance.holds_of(mid, cause));
            let missed: Vec<_> =
                expected.filter(|cause| !also.contains(*cause) && mid.status() == "Down").collect();
            assert!(missed.is_empty(), "{missed:?} is not told: {story}");
        }
    }

    /// Each row that is named has that value.
    fn judge_evidence(&self, answer: &Json, story: &str) {
        let also = answer["also"].as_array().unwrap().iter().map(|also| &also["evidence"]);
        let evidence = also.chain([&answer["evidence"]]).flat_map(|evidence| evidence.as_array().unwrap());
        for row in evidence.filter(|row| row["sys_id"].is_string()) {
            let table = row["table"].as_str().unwrap();
            let rows = self.instance.rows(table, self.instance.loads.len() - 1);
            let known = rows.iter().find(|known| known["sys_id"] == row["sys_id"]);
            let value = known.map(|known| known[row["column"].as_str().unwrap()].clone());
            assert_eq!(value.as_ref(), Some(&row["value"]), "{row} is no row: {story}");
        }
    }
}

fn number<T: FromStr>(name: &str) -> Option<T> {
    env::var(name).ok()?.parse().ok()
}

fn some_lacks(random: &mut Rng) -> Lacks {
    let place = PLACES[random.usize(..PLACES.len())];
    let (table, column) = COLUMNS[random.usize(..COLUMNS.len())];
    match random.u8(..8) {
        0 => Lacks::Table(TABLES[random.usize(..TABLES.len())]),
        1 | 2 => Lacks::Column(table, column),
        3 => Lacks::Before(place),
        4 | 5 => Lacks::Cut(place),
        6 => Lacks::LastHour,
        _ => Lacks::Old(place),
    }
}

#[test]
fn random_instances_are_told_as_the_model_has_them_whole_and_thinned() {
    let seeds = match number("WHY_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("WHY_SEEDS").unwrap_or(3),
    };
    for seed in seeds {
        let instance = instance(seed);
        let mut random = Rng::with_seed(seed);
        play(&instance, seed, Lacks::Nothing).judge();
        for _ in 0..5 {
            play(&instance, seed, some_lacks(&mut random)).judge();
        }
    }
}

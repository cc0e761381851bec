//! Two instances before a clone, as directories of exports, of which anything can be changed or left out.

use std::fs;

use serde_json::{Value as Json, json};

use crate::support::{Ended, Test, rows::sys_id};

/// When it is asked.
pub const NOW: &str = "2026-03-01 12:00:00";

/// The roles that mid_server brings, and itself: sys_id and name.
const ROLES: [(char, &str); 3] = [('1', "mid_server"), ('2', "soap"), ('3', "soap_script")];

/// Source and target: the tables of each.
pub struct World {
    pub source: Json,
    pub target: Json,
}

/// A user that MID Servers have, in both instances the same.
fn user(id: char, name: &str) -> Json {
    json!({
        "sys_id": sys_id(id), "user_name": name, "active": "true", "locked_out": "false",
        "web_service_access_only": "false", "internal_integration_user": "false",
        "sys_created_on": "2025-01-01 00:00:00", "sys_updated_on": "2025-06-01 00:00:00",
    })
}

/// The rows by which a user holds all that it needs.
fn roles_of(user: char) -> Vec<Json> {
    let row = |(role, _): (char, &str)| {
        let id = format!("{}{role}", &sys_id(user)[1..]);
        json!({"sys_id": id, "user": sys_id(user), "role": sys_id(role), "state": "active", "inherited": "false"})
    };
    ROLES.map(row).to_vec()
}

impl World {
    /// Nothing breaks: the account of each MID Server is the same in both and has not changed since the last clone.
    pub fn safe() -> Self {
        let users = [('a', "svc.emea"), ('b', "svc.apac")];
        let accounts = users.map(|(id, name)| user(id, name)).to_vec();
        let held = users.into_iter().flat_map(|(id, _)| roles_of(id)).collect::<Vec<_>>();
        let roles = ROLES.map(|(id, name)| json!({"sys_id": sys_id(id), "name": name})).to_vec();
        let contains = |id, role, contained| json!({"sys_id": sys_id(id), "role": sys_id(role), "contains": sys_id(contained)});
        let agent = |id, name, user_name| {
            json!({
                "sys_id": sys_id(id), "name": name, "status": "Up", "user_name": user_name, "version": "zurich-1",
                "last_refreshed": "2026-03-01 11:58:00", "sys_created_on": "2025-01-01 00:00:00",
            })
        };
        let configured = |id, agent, value| json!({"sys_id": sys_id(id), "ecc_agent": sys_id(agent), "param_name": "mid.instance.username", "value": value});
        let common = json!({
            "sys_user": accounts,
            "sys_user_has_role": held,
            "sys_user_role": roles,
            "sys_user_role_contains": [contains('4', '1', '2'), contains('5', '2', '3')],
            "sys_properties": [
                {"sys_id": sys_id('6'), "name": "glide.authenticate.basic_auth.restriction.active", "value": "false"},
            ],
        });
        let (mut source, mut target) = (common.clone(), common);
        source["ecc_agent"] = json!([agent('c', "mid-prod", "svc.prod")]);
        source["clone_instance"] = json!([
            {"sys_id": sys_id('7'), "target_instance": "dev", "state": "Completed", "completed": "2026-01-01 00:00:00"},
        ]);
        target["ecc_agent"] = json!([agent('e', "emea", "svc.emea"), agent('f', "apac", "svc.apac")]);
        target["ecc_agent_config"] = json!([configured('8', 'e', "svc.emea")]);
        Self { source, target }
    }

    /// Puts a value into the row of that sys_id.
    pub fn set(mut self, side: &str, table: &str, id: &str, column: &str, value: &str) -> Self {
        let rows = self.side(side)[table].as_array_mut().unwrap();
        let row = rows
            .iter_mut()
            .find(|row| row["sys_id"] == id || row["sys_id"] == sys_id(id.chars().next().unwrap()));
        row.unwrap()[column] = value.into();
        self
    }

    /// Adds a row.
    pub fn with(mut self, side: &str, table: &str, row: Json) -> Self {
        match self.side(side)[table].as_array_mut() {
            Some(rows) => rows.push(row),
            None => self.side(side)[table] = json!([row]),
        }
        self
    }

    /// Takes out the rows of a table with that value.
    pub fn without_rows(mut self, side: &str, table: &str, column: &str, value: &str) -> Self {
        self.side(side)[table].as_array_mut().unwrap().retain(|row| row[column] != value);
        self
    }

    /// Leaves a table out.
    pub fn without_table(mut self, side: &str, table: &str) -> Self {
        self.side(side).as_object_mut().unwrap().remove(table).unwrap();
        self
    }

    /// Leaves a column out.
    pub fn without_column(mut self, side: &str, table: &str, column: &str) -> Self {
        for row in self.side(side)[table].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove(column).unwrap();
        }
        self
    }

    /// A role of a user is gone: of the user of that hex digit.
    pub fn without_role(self, side: &str, user: char, role: char) -> Self {
        let id = format!("{}{role}", &sys_id(user)[1..]);
        self.without_rows(side, "sys_user_has_role", "sys_id", &id)
    }

    fn side(&mut self, side: &str) -> &mut Json {
        match side {
            "source" => &mut self.source,
            "target" => &mut self.target,
            other => panic!("there is no side {other}"),
        }
    }

    /// Writes both sides into directories of a test.
    pub fn write(&self) -> Test {
        let test = Test::new();
        for (side, tables) in [("source", &self.source), ("target", &self.target)] {
            fs::create_dir(test.path(side)).unwrap();
            for (table, rows) in tables.as_object().unwrap() {
                test.file(&format!("{side}/{table}.json"), json!({ "result": rows }).to_string());
            }
        }
        test
    }

    /// What is said, with these arguments besides.
    pub fn told(&self, args: &[&str]) -> Told {
        Told::of(&self.write(), args)
    }
}

/// What is said of two sides.
pub struct Told {
    json: Json,
    code: i32,
}

impl Told {
    /// What is said of the sides in a test's directory.
    pub fn of(test: &Test, args: &[&str]) -> Self {
        let ended = ask(test, &[&["--json"], args].concat());
        Self { json: ended.json(), code: ended.code() }
    }

    /// What is said of a MID Server: the verdict and its reasons in one text.
    #[track_caller]
    pub fn about(&self, mid_server: &str) -> (String, String) {
        let all = self.json["preflight"].as_array().unwrap();
        let row = all.iter().find(|row| row["mid_server"] == mid_server).unwrap();
        in_words(row)
    }

    /// That this is said of emea, and what goes with it; apac stays safe, and the exit code tells what breaks.
    #[track_caller]
    pub fn says_of_emea(&self, verdict: &str, words: &str) {
        let (said, reasons) = self.about("emea");
        assert!(said == verdict && reasons.contains(words), "{:#}", self.json);
        assert_eq!(self.code, if verdict == "breaks" { 2 } else { 0 }, "{:#}", self.json);
        assert_eq!(self.about("apac").0, "safe", "{:#}", self.json);
    }

    /// That none is safe.
    #[track_caller]
    pub fn none_is_safe(&self, story: &str) {
        let all = self.json["preflight"].as_array().unwrap();
        assert!(all.iter().all(|row| row["verdict"] != "safe"), "{story}: {:#}", self.json);
        let rest = all.iter().flat_map(|row| row["reasons"].as_array().unwrap());
        assert!(rest.clone().count() >= all.len(), "{story}: {:#}", self.json);
    }

    pub fn json(&self) -> &Json {
        &self.json
    }

    pub fn code(&self) -> i32 {
        self.code
    }
}

/// Verdict and reasons of a row.
pub fn in_words(row: &Json) -> (String, String) {
    let reasons = row["reasons"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap());
    (row["verdict"].as_str().unwrap().to_owned(), reasons.collect::<Vec<_>>().join("; "))
}

/// Asks about the sides in a test's directory.
pub fn ask(test: &Test, args: &[&str]) -> Ended {
    let words = [&["preflight", "--source", "source", "--target", "target"], args].concat();
    test.run(&words).at(NOW).output()
}

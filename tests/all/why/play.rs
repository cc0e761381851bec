//! A world, played through the built binary as the README of tests/why says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::support::Test;

/// What is not in the rows that are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    Nothing,
    Table(&'static str),
    Column(&'static str, &'static str),
}

/// A world and what must be said of it.
pub struct World {
    pub name: String,
    story: Json,
    pub golden: Vec<Json>,
}

impl World {
    /// Every world that there is.
    pub fn all() -> Vec<Self> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/why");
        let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.with_extension("golden.json").is_file()).collect();
        files.sort();
        let read = |path: &Path| serde_json::from_str::<Json>(&fs::read_to_string(path).unwrap()).unwrap();
        let world = |path: std::path::PathBuf| Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            story: read(&path),
            golden: read(&path.with_extension("golden.json"))["why"].as_array().unwrap().clone(),
        };
        files.into_iter().map(world).collect()
    }

    /// When it is asked why.
    pub fn now(&self) -> &str {
        self.story["now"].as_str().unwrap()
    }

    /// A file in which it was played.
    pub fn play(&self, left_out: LeftOut) -> Test {
        let test = Test::new();
        test.run(&["init"]).at("2026-03-01 10:00:00").done();
        for (number, step) in self.story["steps"].as_array().unwrap().iter().enumerate() {
            let at = step["at"].as_str().unwrap();
            match step["do"].as_str().unwrap() {
                "after_clone" => {
                    let completed = step["completed"].as_str().unwrap();
                    test.run(&["after-clone", "--completed", completed])
                        .at(at)
                        .env("MIDJOBS_SIMULATE", "1")
                        .done();
                }
                "import" => {
                    let directory = format!("step-{number}");
                    fs::create_dir(test.path(&directory)).unwrap();
                    for (table, rows) in step["tables"].as_object().unwrap() {
                        if left_out != LeftOut::Table(known(table)) {
                            let rows = without(rows.clone(), table, left_out);
                            test.file(&format!("{directory}/{table}.json"), rows.to_string());
                        }
                    }
                    if fs::read_dir(test.path(&directory)).unwrap().next().is_some() {
                        test.run(&["import", &directory]).at(at).env("MIDJOBS_SIMULATE", "1").done();
                    }
                }
                other => panic!("nobody knows how to {other}"),
            }
        }
        test
    }

    /// What is said, by MID Server.
    pub fn answers(&self, test: &Test) -> BTreeMap<String, Json> {
        let said = test.run(&["why", "--json"]).at(self.now()).done().json();
        let answers = said["why"].as_array().unwrap().clone();
        answers
            .into_iter()
            .map(|answer| (answer["mid_server"].as_str().unwrap().to_owned(), answer))
            .collect()
    }
}

/// The tables of the worlds.
pub const TABLES: [&str; 8] = [
    "ecc_agent",
    "ecc_agent_config",
    "sys_user",
    "sys_user_role",
    "sys_user_has_role",
    "sys_user_role_contains",
    "sysevent",
    "sys_properties",
];

/// The columns that are left out.
pub const COLUMNS: &[(&str, &str)] = &[
    ("ecc_agent", "status"),
    ("ecc_agent", "sys_created_on"),
    ("ecc_agent", "last_refreshed"),
    ("ecc_agent", "user_name"),
    ("ecc_agent", "validated"),
    ("ecc_agent_config", "ecc_agent"),
    ("ecc_agent_config", "param_name"),
    ("ecc_agent_config", "value"),
    ("sys_user", "active"),
    ("sys_user", "locked_out"),
    ("sys_user", "last_login_time"),
    ("sys_user", "web_service_access_only"),
    ("sys_user", "internal_integration_user"),
    ("sys_user_role", "name"),
    ("sys_user_has_role", "user"),
    ("sys_user_has_role", "role"),
    ("sys_user_has_role", "state"),
    ("sys_user_role_contains", "role"),
    ("sys_user_role_contains", "contains"),
    ("sysevent", "name"),
    ("sysevent", "parm1"),
    ("sysevent", "sys_created_on"),
    ("sys_properties", "name"),
    ("sys_properties", "value"),
];

fn known(table: &str) -> &'static str {
    TABLES.into_iter().find(|known| *known == table).unwrap()
}

fn without(mut rows: Json, table: &str, left_out: LeftOut) -> Json {
    if let LeftOut::Column(of, column) = left_out
        && of == table
    {
        for row in rows["result"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove(column);
        }
    }
    rows
}

/// What the golden file has of an answer.
pub fn in_short(answer: &Json) -> Json {
    json!({
        "class": answer["class"], "cause": answer["cause"], "user": answer["user"], "status": answer["status"],
    })
}

//! A reference case, played through the built binary as the README of tests/cases says: whole, or with something left out.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Exec, JUDGED, Place, Session, Test};
use midjobs::time::{Span, Time};
use serde_json::{Map, Value as Json, json};

/// What a row of `ecc_agent_issue` must say; the other columns are ours.
const ISSUE: [&str; 7] = ["mid_server", "source", "state", "message", "count", "last_detected", "sys_domain"];

/// What is not in the rows that are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    Nothing,
    Table(&'static str),
    Column(&'static str, &'static str),
}

/// A case that is being played on a database of its own.
pub struct Play {
    pub test: Test,
    foreign: Session,
    left_out: Cell<LeftOut>,
    /// Whether it was there before: then its rows stand, and the loads that follow have none of it.
    was_there: Cell<bool>,
}

/// A case and the issues that each step must leave.
pub struct Case {
    pub path: PathBuf,
    tables: Json,
    pub steps: Vec<Json>,
    pub golden: Vec<Vec<Json>>,
}

impl Case {
    /// Every case that there is.
    pub fn all() -> Vec<Self> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.with_extension("golden.json").is_file()).collect();
        files.sort();
        files.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let (story, golden) = (read(&path), read(&path.with_extension("golden.json")));
        let list = |value: &Json| value.as_array().unwrap().clone();
        let golden = list(&golden["steps"]).iter().map(|step| list(&step["ecc_agent_issue"])).collect();
        Self { path, tables: story["tables"].clone(), steps: list(&story["steps"]), golden }
    }

    /// Plays it, with something left out from the step `from` on; after each step `judge` looks at the database.
    pub fn play(&self, place: &Place, left_out: LeftOut, from: usize, mut judge: impl FnMut(usize, &Play)) {
        let play = Play::new(place, if from == 0 { left_out } else { LeftOut::Nothing });
        for (table, rows) in self.tables.as_object().unwrap() {
            rows.as_array().unwrap().iter().for_each(|row| play.insert(table, row));
        }
        for (number, step) in self.steps.iter().enumerate() {
            if number == from && from > 0 {
                play.leave_out(left_out);
            }
            play.step(step);
            judge(number, &play);
        }
    }
}

/// An issue as the golden rows have it, in words.
pub fn in_words(row: &Json) -> String {
    ISSUE.map(|column| format!("{column} {}", row[column])).join(", ")
}

fn read(path: &Path) -> Json {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(step: &'a Json, field: &str) -> &'a str {
    step[field].as_str().unwrap_or_else(|| panic!("{field} of {step}"))
}

/// A value as a statement has it.
fn to_sql(value: &Json) -> String {
    match value {
        Json::Null => "NULL".to_owned(),
        Json::Bool(truth) => u8::from(*truth).to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => panic!("{other} is no value of a row"),
    }
}

impl Play {
    fn leave_out(&self, left_out: LeftOut) {
        self.left_out.set(left_out);
        self.was_there.set(true);
    }

    fn new(place: &Place, left_out: LeftOut) -> Self {
        let test = Test::init_at(place);
        let foreign = test.session().in_haste();
        fs::create_dir(test.path("tables")).unwrap();
        Self { test, foreign, left_out: Cell::new(left_out), was_there: Cell::new(false) }
    }

    fn step(&self, step: &Json) {
        match text(step, "do") {
            "after_clone" => {
                self.midjobs(step, &["after-clone"]);
                self.assert_both_checks_are_scheduled(text(step, "at"));
            }
            "clone_job" => {
                self.load(text(step, "at"));
                self.midjobs(step, &["run-now", &format!("BadMIDCredentialAfterClone-{}", step["seq"])]);
            }
            "connectivity" => {
                self.load(text(step, "at"));
                let (window, debug) = (format!("{}ms", step["window_ms"]), step["debug"].to_string());
                self.midjobs(step, &["check-connectivity", "--window", &window, "--debug", &debug]);
            }
            "set_status" => self.update("ecc_agent", text(step, "agent"), "status", &step["status"]),
            "set_field" => {
                self.update(text(step, "table"), text(step, "sys_id"), text(step, "field"), &step["value"]);
            }
            "insert_event" => self.insert("sysevent", &event(step)),
            "insert_row" => self.insert(text(step, "table"), &step["row"]),
            "delete_row" => self.delete(text(step, "table"), text(step, "sys_id")),
            "acknowledge" => self.acknowledge(text(step, "source")),
            other => panic!("nobody knows how to {other}"),
        }
    }

    fn midjobs(&self, step: &Json, args: &[&str]) {
        let ended = self.run(args, text(step, "at")).output();
        assert_eq!(ended.code(), 0, "{step}: {}", ended.stderr());
    }

    fn run(&self, args: &[&str], at: &str) -> Exec {
        self.test.run(args).at(at).env("MIDJOBS_SIMULATE", "1")
    }

    /// The exit code of `status` then.
    pub fn status(&self, at: &str) -> i32 {
        self.run(&["status"], at).output().code()
    }

    /// Loads the tables of the instance as they stand, but for what is left out.
    fn load(&self, at: &str) {
        for (table, _) in JUDGED {
            let rows: Vec<Json> = self.rows(table).into_iter().chain(filler(table)).collect();
            let rows: Vec<Json> =
                rows.into_iter().map(|row| self.without_what_is_left_out(table, row)).collect();
            let is_left_out = self.left_out.get() == LeftOut::Table(table);
            let rows = if is_left_out { Vec::new() } else { rows };
            if !is_left_out || self.was_there.get() {
                self.test.file(&format!("tables/{table}.json"), json!({ "result": rows }).to_string());
            }
        }
        self.run(&["import", "tables"], at).done();
    }

    fn rows(&self, table: &str) -> Vec<Json> {
        self.foreign.objects(table)
    }

    fn without_what_is_left_out(&self, table: &str, mut row: Json) -> Json {
        if let LeftOut::Column(of, column) = self.left_out.get()
            && of == table
        {
            row.as_object_mut().unwrap().remove(column);
        }
        row
    }

    fn leaves_out(&self, table: &str, column: &str) -> bool {
        let left_out = self.left_out.get();
        left_out
            == LeftOut::Table(JUDGED.iter().find(|(name, _)| *name == table).map_or("", |(name, _)| name))
            || matches!(left_out, LeftOut::Column(of, left) if of == table && left == column)
    }

    fn insert(&self, table: &str, row: &Json) {
        if self.leaves_out(table, "") {
            return;
        }
        let row = self.without_what_is_left_out(table, row.clone());
        let row: &Map<String, Json> = row.as_object().unwrap();
        let columns = row.keys().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let values = row.values().map(to_sql).collect::<Vec<_>>().join(", ");
        self.foreign.sql(&format!("INSERT INTO {table} ({columns}) VALUES ({values})"));
    }

    fn update(&self, table: &str, sys_id: &str, field: &str, value: &Json) {
        if self.leaves_out(table, field) {
            return;
        }
        let value = to_sql(value);
        self.foreign.sql(&format!("UPDATE {table} SET \"{field}\" = {value} WHERE sys_id = '{sys_id}'"));
    }

    fn delete(&self, table: &str, sys_id: &str) {
        if self.leaves_out(table, "") {
            return;
        }
        self.foreign.sql(&format!("DELETE FROM {table} WHERE sys_id = '{sys_id}'"));
    }

    fn acknowledge(&self, source: &str) {
        self.foreign.sql(&format!(
            "UPDATE ecc_agent_issue SET state = 'acknowledged' WHERE source = '{source}' AND state = 'new'"
        ));
    }

    /// Every issue, with all of its columns.
    pub fn issues(&self) -> Vec<Json> {
        self.rows("ecc_agent_issue")
    }

    fn assert_both_checks_are_scheduled(&self, completed: &str) {
        let statement = "SELECT name, next_action FROM sys_trigger WHERE trigger_type = 0 ORDER BY name";
        let completed = Time::parse(completed).unwrap();
        let check = |number: usize, minutes: u64| {
            let at = completed + Span::from_seconds(minutes * 60);
            format!("BadMIDCredentialAfterClone-{number}|{at}")
        };
        assert_eq!(self.foreign.query(statement), [check(1, 15), check(2, 75)]);
    }
}

fn event(step: &Json) -> Json {
    serde_json::json!({ "name": step["name"], "parm1": step["parm1"], "sys_created_on": step["at"] })
}

/// A row that no finding rests on, where an instance never has the table empty.
fn filler(table: &str) -> Option<Json> {
    let id = "f".repeat(32);
    Some(match table {
        "ecc_agent" => json!({
            "sys_id": id, "name": "older than all", "status": "Up", "sys_created_on": "2001-01-01 00:00:00", "user_name": null
        }),
        "ecc_agent_config" => {
            json!({ "sys_id": id, "ecc_agent": id, "param_name": "threads.max", "value": "25" })
        }
        "sys_user" => json!({ "sys_id": id, "user_name": "nobody at all", "active": false }),
        "sys_user_role" => json!({ "sys_id": id, "name": "itil of nobody" }),
        "sys_user_has_role" => json!({ "sys_id": id, "user": id, "role": id }),
        "sys_user_role_contains" => json!({ "sys_id": id, "role": id, "contains": id }),
        _ => return None,
    })
}

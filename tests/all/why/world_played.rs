//! How a small world comes into a file: clones and loads, as they happened.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value as Json, json};

use super::model::Minute;
use super::model_rows::written;
use super::play::TABLES;
use super::world::{Without, World, id};
use crate::support::Test;

impl World {
    /// A file in which clones and loads came as they happened.
    pub fn play(&self) -> Test {
        let test = Test::new();
        let first = self.clones.iter().map(|(on, _)| *on).chain(self.instance.loads.iter().copied()).min();
        test.run(&["init"]).at(&written(first.unwrap() - 60)).done();
        let clones = self.clones.iter().enumerate().map(|(number, (on, _))| (*on, true, number));
        let loads = self.instance.loads.iter().enumerate().map(|(number, on)| (*on, false, number));
        let mut steps: Vec<(Minute, bool, usize)> = clones.chain(loads).collect();
        steps.sort_by_key(|(on, is_clone, number)| (*on, !is_clone, *number));
        for (on, is_clone, number) in steps {
            if is_clone {
                self.clone_ends(&test, on, self.clones[number].1);
            } else {
                self.load(&test, number);
            }
        }
        test
    }

    fn clone_ends(&self, test: &Test, on: Minute, state: &str) {
        let at = written(on);
        if state == "completed" {
            test.run(&["after-clone", "--source", "prod", "--completed", &at]).at(&at).done();
            return;
        }
        let row = json!({ "sys_id": id('8', &at), "source_instance": "prod", "target_instance": "dev", "state": state, "completed": at });
        test.file("clone_instance.json", json!({ "result": [row] }).to_string());
        test.run(&["import", "clone_instance.json"]).at(&at).done();
    }

    fn load(&self, test: &Test, number: usize) {
        let (on, is_last) = (self.instance.loads[number], number + 1 == self.instance.loads.len());
        let tables: &[&str] = if is_last { &TABLES } else { &["ecc_agent"] };
        let is_left_out = |table: &str| {
            (is_last
                && self.without.iter().any(|without| matches!(without, Without::Table(of) if *of == table)))
                || (table == "sys_properties" && self.instance.properties.is_none())
        };
        let as_of = |table: &str| {
            let fresh = self.without.iter().filter(|_| is_last).find_map(|without| match without {
                Without::Fresh(of, minute) if *of == table => Some(*minute),
                _ => None,
            });
            fresh.unwrap_or(on)
        };
        for table in tables.iter().filter(|table| !is_left_out(table)) {
            let directory = format!("as-of{}", as_of(table));
            fs::create_dir_all(test.path(&directory)).unwrap();
            let rows = json!({ "result": self.rows(table, number, is_last) });
            test.file(&format!("{directory}/{table}.json"), rows.to_string());
        }
        let times: BTreeSet<Minute> = tables.iter().map(|table| as_of(table)).collect();
        for as_of in times {
            let directory = format!("as-of{as_of}");
            if test.path(&directory).is_dir() {
                test.run(&["import", "--as-of", &written(as_of), &directory]).at(&written(on)).done();
                fs::remove_dir_all(test.path(&directory)).unwrap();
            }
        }
        for table in tables.iter().filter(|table| is_last && self.without.contains(&Without::Whole(table))) {
            test.sql(&format!(
                "UPDATE load_coverage SET gap = 'it was cut' WHERE table_name = '{table}'; DELETE FROM row_absent WHERE table_name = '{table}'"
            ));
        }
    }

    fn rows(&self, table: &str, number: usize, is_last: bool) -> Vec<Json> {
        let mut rows = self.instance.rows(table, number);
        for without in self.without.iter().filter(|_| is_last) {
            if let Without::Column(of, column) = without
                && *of == table
            {
                rows.iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove(*column)));
            }
        }
        rows
    }
}

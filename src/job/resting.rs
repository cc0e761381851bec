//! What a job rests on: the tables of the instance that its steps judge.

use std::collections::BTreeMap;

use anyhow::Result;

use super::Job;
use crate::db::{Db, Sql};
use crate::step::{self, Step, Work};

impl Job {
    /// The tables of the instance that its findings rest on, and the columns of each.
    ///
    /// # Errors
    /// When a statement does not prepare against the schema.
    pub fn rests_on(&self, db: &Db) -> Result<BTreeMap<String, Vec<String>>> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in &self.steps {
            for (table, columns) in of_step(db, step)? {
                tables.entry(table).or_default().extend(columns);
            }
        }
        Ok(tables)
    }
}

fn of_step(db: &Db, step: &Step) -> Result<BTreeMap<String, Vec<String>>> {
    let named = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
    match &step.work {
        Work::Rule(rule) => {
            Ok(rule.rests_on.iter().map(|need| (need.table.to_owned(), named(need.columns))).collect())
        }
        Work::Sql { text, author } => {
            let sql = Sql::new(&step.name, text);
            // A step that repairs data judges nothing.
            match author.guarding(db, &step.name, || db.examine(sql))?.finds() {
                true => step::rests_on(db, sql),
                false => Ok(BTreeMap::new()),
            }
        }
    }
}

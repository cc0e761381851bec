//! The tables of the instance: how old their rows are, and what they cannot say.

use super::tone;
use crate::cli::commands::status::Verdict;
use crate::coverage::Doubt;
use crate::intake::tables::{InstanceTable, TABLES};
use crate::printable::printable;
use crate::time::Time;

/// One table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How many rows the last load had.
    pub rows: String,
    /// When the instance had them, and how long ago that is.
    pub as_of: String,
    /// The same to sort by.
    pub as_of_key: String,
    /// What it cannot say.
    pub doubt: Option<String>,
    /// How that looks.
    pub tone: &'static str,
    /// What helps.
    pub cure: &'static str,
}

/// Every table that was loaded or that something rests on.
pub fn all(judged: &Verdict, now: Time) -> Vec<Table> {
    let matters = |table: &&InstanceTable| {
        judged.covered.load(table.name).is_some() || judged.rests_on.iter().any(|name| name == table.name)
    };
    TABLES.iter().copied().filter(matters).map(|table| row(table, judged, now)).collect()
}

fn row(table: &InstanceTable, judged: &Verdict, now: Time) -> Table {
    let load = judged.covered.load(table.name);
    let doubt = judged.doubts.iter().find(|doubt| doubt.table == table.name);
    let is_declared = doubt.is_some_and(|doubt| doubt.kind.is_declared());
    Table {
        name: table.name,
        rows: load.map_or_else(String::new, |load| load.rows.to_string()),
        as_of: load.map_or_else(
            || "never loaded".to_owned(),
            |load| {
                let age = now.since(load.extracted_on).in_words();
                format!("{}, {age} ago", load.extracted_on.to_the_minute())
            },
        ),
        as_of_key: load.map_or_else(String::new, |load| load.extracted_on.to_string()),
        doubt: doubt.map(Doubt::reason).map(|reason| printable(&reason)),
        tone: if is_declared { tone::UNSEEN } else { "warning" },
        cure: doubt.map_or("", |doubt| doubt.kind.cure()),
    }
}

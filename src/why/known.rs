//! What can be known: rows that are fresh count where they are there, and absences count in whole tables only.

use crate::coverage::{DoubtKind, Sight};
use crate::time::Time;

/// What the loads on record allow to be said.
pub struct Known {
    sight: Sight,
    /// The tables whose rows are fresh, which is asked of each MID Server again and again.
    fresh: Vec<String>,
    /// The tables whose rows came whole, as far as that does not depend on the columns that are asked for.
    whole: Vec<String>,
    /// When events begin to matter: the latest clone, or the beginning of the sampling period.
    start: Time,
}

impl Known {
    /// What `sight` allows to be said of what happened after `start`.
    pub fn new(sight: Sight, start: Time) -> Self {
        let fresh = sight.tables().filter(|table| sight.is_fresh(table)).map(str::to_owned).collect();
        let mut known = Self { sight, fresh, whole: Vec::new(), start };
        let whole = known.sight.tables().filter(|table| known.is_whole(table, &[]));
        known.whole = whole.map(str::to_owned).collect();
        known
    }

    /// Whether the rows of a table are newer than the clone and not old: what is there counts.
    pub fn is_fresh(&self, table: &str) -> bool {
        self.fresh.iter().any(|fresh| fresh == table)
    }

    /// Whether the rows are fresh and had this column.
    pub fn sees(&self, table: &str, column: &str) -> bool {
        self.is_fresh(table) && self.sight.sees(table, column)
    }

    /// Whether the rows are fresh and had all of these columns.
    pub fn sees_all(&self, table: &str, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.sees(table, column))
    }

    /// Whether the last load had this column, fresh or not.
    pub fn came(&self, table: &str, column: &str) -> bool {
        self.sight.sees(table, column)
    }

    /// Why an absence in a table cannot be told; `None` where its rows came whole with these columns.
    pub fn doubt(&self, table: &str, columns: &[&str]) -> Option<String> {
        let is_whole = self.whole.iter().any(|whole| whole == table);
        if is_whole && columns.iter().all(|column| self.came(table, column)) {
            return None;
        }
        let doubt = self.sight.doubt_about(table, columns).map(|doubt| doubt.reason());
        doubt.or_else(|| self.begins_late(table))
    }

    /// Whether rows of a table came whole with these columns.
    pub fn is_whole(&self, table: &str, columns: &[&str]) -> bool {
        self.doubt(table, columns).is_none()
    }

    /// Whether a table was ever loaded.
    pub fn was_loaded(&self, table: &str) -> bool {
        self.sight.load(table).is_some()
    }

    /// How many rows the last load of a table had.
    pub fn rows(&self, table: &str) -> Option<u64> {
        self.sight.load(table).map(|load| load.rows)
    }

    /// Whether a user was asked for, where the load asked for names and not for all.
    pub fn was_asked_for(&self, table: &str, name: &str) -> bool {
        let asked = self.sight.load(table).and_then(|load| load.asked.as_ref());
        asked.is_none_or(|asked| asked.iter().any(|known| known == name))
    }

    /// When the rows of a table were extracted.
    pub fn extracted_on(&self, table: &str) -> Option<Time> {
        self.sight.load(table).map(|load| load.extracted_on)
    }

    /// Whether its age alone is what is wrong with a table.
    pub fn is_only_old(&self, table: &str, columns: &[&str]) -> bool {
        self.sight.doubt_about(table, columns).is_some_and(|doubt| doubt.kind.is_age())
    }

    /// Whether a table is of before the clone, and nothing else is wrong with it.
    pub fn is_only_before_clone(&self, table: &str, columns: &[&str]) -> bool {
        let doubt = self.sight.doubt_about(table, columns);
        doubt.is_some_and(|doubt| matches!(doubt.kind, DoubtKind::BeforeClone(_)))
    }

    fn begins_late(&self, table: &str) -> Option<String> {
        let begins = self.sight.load(table)?.begins.filter(|begins| *begins > self.start)?;
        Some(format!("the rows of {table} begin at {begins}"))
    }
}

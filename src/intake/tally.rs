//! What loading did, by table.

use std::collections::BTreeMap;

use foldhash::HashSet;

use super::record::Record;
use crate::coverage::{Load, LoadOrigin};
use crate::db::Value;
use crate::time::Time;

/// What became of the rows of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that were not there before.
    pub new: u64,
    /// Rows that were there with other values.
    pub changed: u64,
    /// Rows that were there as they are.
    pub same: u64,
    /// Rows that were deleted.
    pub deleted: u64,
    /// Rows that are never taken in.
    pub refused: u64,
    /// `sys_created_on` of the oldest and of the newest row, as stored.
    pub span: Option<(String, String)>,
    /// The fields that any row had.
    columns: HashSet<String>,
}

impl Counts {
    /// Rows that were deleted, and nothing else.
    pub fn of_deleted(deleted: u64) -> Self {
        Self { deleted, ..Self::default() }
    }

    /// Takes note of when a row was created.
    pub fn widen(&mut self, created: &Value) {
        let Value::Text(created) = created else { return };
        match &mut self.span {
            None => self.span = Some((created.clone(), created.clone())),
            Some((oldest, _)) if created < oldest => oldest.clone_from(created),
            Some((_, newest)) if created > newest => newest.clone_from(created),
            Some(_) => {}
        }
    }

    /// Takes note of the fields of a row.
    pub fn see(&mut self, record: &Record) {
        self.columns.extend(record.fields.iter().map(|(field, _)| field.clone()));
    }

    /// Adds what was counted elsewhere.
    pub fn join(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
        self.deleted += other.deleted;
        self.refused += other.refused;
        for created in other.span.into_iter().flat_map(|(oldest, newest)| [oldest, newest]) {
            self.widen(&created.into());
        }
        self.columns.extend(other.columns);
    }

    /// The columns that the extract had; `None` where it had no row to tell.
    pub fn columns(&self) -> Option<HashSet<String>> {
        (!self.columns.is_empty()).then(|| self.columns.clone())
    }

    /// When the oldest and the newest row were created.
    pub fn created(&self) -> Option<(Time, Time)> {
        let (oldest, newest) = self.span.as_ref()?;
        Time::parse(oldest).ok().zip(Time::parse(newest).ok())
    }

    /// Whether the extract had rows to put or to delete.
    pub fn has_rows(&self) -> bool {
        self.rows() + self.deleted + self.refused > 0
    }

    fn rows(&self) -> u64 {
        self.new + self.changed + self.same
    }
}

/// What loading a file did.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By table.
    pub tables: BTreeMap<String, Counts>,
    /// Fields that the tables here do not have, with how many values they held: by table and field.
    pub unknown_fields: BTreeMap<(String, String), u64>,
    /// Values that were left out because they are secrets, or rows of configuration that hold one.
    pub secrets: u64,
    /// Rows of tables that are not kept here: by table.
    pub other_tables: BTreeMap<String, u64>,
}

impl Tally {
    /// What a file covers of each table that it has rows of: it was extracted at `extracted_on` and is loaded at `now`.
    pub fn loads(&self, file: &str, gap: Option<&str>, extracted_on: Time, now: Time) -> Vec<Load> {
        let of_table = |(table, counts): (&String, &Counts)| Load {
            table: table.clone(),
            origin: LoadOrigin::Import,
            place: file.to_owned(),
            loaded_on: now,
            extracted_on,
            rows: counts.rows(),
            announced: None,
            span: counts.created(),
            gap: gap.map(str::to_owned),
            columns: counts.columns(),
            asked: None,
            begins: None,
        };
        self.tables.iter().map(of_table).collect()
    }

    /// Rows that are not as they were.
    pub fn rows_changed(&self) -> usize {
        let changed = self.tables.values().map(|counts| counts.new + counts.changed + counts.deleted);
        usize::try_from(changed.sum::<u64>()).unwrap_or(usize::MAX)
    }

    /// The counts of a table.
    pub fn of(&mut self, table: &str) -> &mut Counts {
        self.tables.entry(table.to_owned()).or_default()
    }
}

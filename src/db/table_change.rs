//! What a dry run shows of a table: the first of its rows, and how many there are.

use anyhow::Context;

use super::{Row, Value, labels};

/// The most rows that are kept in memory to be shown, of one kind in one table, and the most bytes of all of them.
const MOST_ROWS: usize = 1_000;
pub(super) const MOST_BYTES: usize = 16 << 20;

/// What differs in one table.
#[derive(Debug)]
pub struct TableChange {
    /// Its name.
    pub table: String,
    /// Whether the table itself is new or gone.
    pub standing: Standing,
    /// Rows that are new.
    pub added: Counted<Row>,
    /// Rows that have other values.
    pub changed: Counted<ChangedRow>,
    /// Rows that are gone, as they were.
    pub removed: Counted<Row>,
}

/// Rows of which the first are kept, and all are counted.
#[derive(Debug)]
pub struct Counted<R> {
    /// The first of them.
    pub rows: Vec<R>,
    /// How many there are.
    pub count: usize,
}

impl<R> Default for Counted<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), count: 0 }
    }
}

impl<R> Counted<R> {
    /// How many are only counted.
    pub fn left_out(&self) -> usize {
        self.count - self.rows.len()
    }

    /// Keeps one more, where there is room for its bytes, and counts it in any case.
    pub(super) fn add(&mut self, bytes: usize, room: &mut usize, row: impl FnOnce() -> R) {
        self.count += 1;
        if self.rows.len() < MOST_ROWS && bytes <= *room {
            *room -= bytes;
            self.rows.push(row());
        }
    }
}

/// Whether a table was there before and is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stays.
    Stays,
    /// It is new.
    Made,
    /// It is gone.
    Dropped,
}

labels!(Standing { Stays = "stays", Made = "made", Dropped = "dropped" });

/// A row with other values. In a table without a key there is none: a row is all of its values there.
#[derive(Debug)]
pub struct ChangedRow {
    /// The columns that say which row it is.
    pub key: Vec<(String, Value)>,
    /// The columns that differ: name, before, now.
    pub columns: Vec<(String, Value, Value)>,
}

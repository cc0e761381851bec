//! Who writes, and as of when: the history that the database keeps by itself tells it.

use anyhow::{Context, Result};

use crate::db::{Db, params, sql};
use crate::time::Time;

/// A part of a transaction in which somebody writes.
pub struct Writing<'a> {
    db: &'a Db,
    /// The last change on record before it.
    last: i64,
}

impl<'a> Writing<'a> {
    /// From now on `who` writes what is so as of `as_of`.
    pub fn begin(db: &'a Db, who: &str, as_of: Time) -> Result<Self> {
        let row = db.row(sql!("intake/find_last_change.sql"), &[])?;
        let last = row.context("reading the history of MID Servers")?.get("sequence")?;
        db.expect_many_rows()?;
        db.execute(sql!("intake/put_writing.sql"), params![who, as_of])?;
        Ok(Self { db, last })
    }

    /// What was written is so as of another time, as turned out.
    pub fn date(&self, as_of: Time) -> Result<()> {
        self.db.execute(sql!("intake/date_changes.sql"), params![as_of, last: self.last]).map(drop)
    }

    /// Nobody writes any more.
    pub fn end(self) -> Result<()> {
        self.db.execute(sql!("intake/delete_writing.sql"), &[]).map(drop)
    }
}

//! Tables that are declared as not to be had: rows of `table_never`.

use anyhow::Result;

use crate::db::{Db, Reader, Row, params, sql};
use crate::time::Time;

/// A table that is not to be had.
#[derive(Clone, Debug)]
pub struct Never {
    /// The table.
    pub table: String,
    /// Why.
    pub reason: String,
    /// When somebody said so.
    pub since: Time,
}

impl Never {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            table: row.get("table_name")?,
            reason: row.get("reason")?,
            since: row.get("sys_created_on")?,
        })
    }
}

/// Every such table, by name.
pub fn all(db: Reader) -> Result<Vec<Never>> {
    db.rows(sql!("coverage/list_never.sql"), &[])?.iter().map(Never::from_row).collect()
}

/// Declares that a table is not to be had.
pub fn declare(db: &Db, table: &str, reason: &str, now: Time) -> Result<()> {
    db.execute(sql!("coverage/put_never.sql"), params![table, reason, now]).map(drop)
}

/// Takes that back; `false` when nobody had said so.
pub fn take_back(db: &Db, table: &str) -> Result<bool> {
    Ok(db.execute(sql!("coverage/delete_never.sql"), params![table])? > 0)
}

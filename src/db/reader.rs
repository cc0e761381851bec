//! The database as a rule sees it: to read from.

use anyhow::Result;

use super::{Db, Params, Row, Sql};

/// A database that can only be read from.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub(super) &'a Db);

impl Db {
    /// This database, to read from.
    pub fn reader(&self) -> Reader<'_> {
        Reader(self)
    }
}

impl Reader<'_> {
    /// The rows that a query returns.
    pub fn rows(self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        self.0.rows(sql, params)
    }

    /// Hands each row of a query to `each` as it is read.
    pub fn for_each_row(self, sql: Sql, params: &Params, each: impl FnMut(Row) -> Result<()>) -> Result<()> {
        self.0.for_each_row(sql, params, each)
    }
}

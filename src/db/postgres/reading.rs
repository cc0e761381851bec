//! Reading rows: all of them, one, or one after another as the server sends them.

use anyhow::{Context, Result};

use super::Server;
use crate::db::engine::Each;
use crate::db::{Params, Row, Sql};

impl Server {
    pub(super) fn rows(&self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        self.on(|session| session.rows(sql, params))
    }

    pub(super) fn row(&self, sql: Sql, params: &Params) -> Result<Row> {
        let rows = self.rows(sql, params)?;
        rows.into_iter().next().with_context(|| format!("{} returned no row", sql.name))
    }

    /// Hands each row to `each`, whose failure is none of the server's. Meanwhile the connection is taken.
    pub(super) fn read_as_they_come(&self, sql: Sql, params: &Params, each: Each) -> Result<()> {
        let mut done = Ok(());
        self.on(|session| {
            let mut rows = session.stream(sql, params)?;
            while done.is_ok()
                && let Some(mut row) = rows.next()?
            {
                done = each(&mut row);
            }
            Ok(())
        })?;
        done
    }
}

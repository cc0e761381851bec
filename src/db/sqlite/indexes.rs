//! Rows that come in by the many: room for them, and the indexes of a table that is filled from nothing, made once all are in.

use anyhow::Result;

use super::{Engine, File, Row, Sql, sql, trouble};
use crate::db::table::quoted;

/// SQLite's cache in KiB while many rows come in: they go to every part of the indexes, and fewer pages are read again.
const CACHE_OF_LOADS: i64 = 16 << 10;

/// The same while they are set aside: rows are only added at the end, and sorts go by pieces of this size.
const CACHE_OF_SORTS: i64 = 4 << 10;

impl File {
    /// Drops the indexes of the table, but for some; returns the statements that make them. Where a trigger may look for rows,
    /// or an index is the table's own, all stay as they are.
    pub(super) fn set_aside_indexes(&self, table: &str, but: &[&str]) -> Result<Option<Vec<String>>> {
        let hanging = self.rows(sql!("table/list_indexes.sql"), &[("table", table.into())])?;
        let Some(mut indexes) = hanging.iter().map(index).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        indexes.retain(|(name, _)| !but.contains(&name.as_str()));
        self.keep_cache_of(CACHE_OF_SORTS)?;
        for (name, _) in &indexes {
            let text = sql!("table/drop_index.sql").text.replace("{index}", &quoted(name));
            self.execute(Sql::new("sql/table/drop_index.sql", &text), &[])?;
        }
        Ok(Some(indexes.into_iter().map(|(_, made_by)| made_by).collect()))
    }

    /// Makes what such statements make.
    pub(super) fn make_again(&self, made_by: &[String]) -> Result<()> {
        for text in made_by {
            self.execute(Sql::new("an index of the schema", text), &[])?;
        }
        self.expect_rows()
    }

    /// Makes room for many rows that come in.
    pub(super) fn expect_rows(&self) -> Result<()> {
        self.keep_cache_of(CACHE_OF_LOADS)
    }

    fn keep_cache_of(&self, kibibytes: i64) -> Result<()> {
        let set = self.connection.pragma_update(None, "cache_size", -kibibytes);
        set.map_err(|error| trouble::explain(error, &self.path))
    }
}

/// The name of an index, and the statement that made it.
fn index(row: &Row) -> Option<(String, String)> {
    let text = |column| row.get::<Option<String>>(column).ok()?;
    text("type").filter(|kind| kind == "index").and(text("name")).zip(text("made_by"))
}

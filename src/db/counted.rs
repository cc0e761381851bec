//! How many rows a statement changes with all that it sets off: what triggers change, and what a REPLACE removes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use rusqlite::hooks::Action;

use super::table::quoted;
use super::{Db, Params, Sql, sql};

impl Db {
    /// As [`Db::execute`], and counts every row that is another one afterwards, whoever changed it.
    ///
    /// # Errors
    /// As [`Db::execute`].
    pub fn execute_counting_all(&self, sql: Sql, params: &Params) -> Result<usize> {
        if !matches!(sql.verb().as_str(), "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "WITH") {
            return self.execute(sql, params);
        }
        let tables = self.writes(sql)?;
        let rows_before = self.count(&tables)?;
        let (inserted, updated) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
        let (inserts, updates) = (inserted.clone(), updated.clone());
        self.connection.update_hook(Some(move |action, _: &str, _: &str, _| match action {
            Action::SQLITE_INSERT => drop(inserts.fetch_add(1, Ordering::Relaxed)),
            Action::SQLITE_UPDATE => drop(updates.fetch_add(1, Ordering::Relaxed)),
            _ => {}
        }))?;
        let before = self.connection.total_changes();
        let done = self.execute(sql, params);
        let counted = i64::try_from(self.connection.total_changes() - before).unwrap_or(i64::MAX);
        self.connection.update_hook(None::<fn(Action, &str, &str, i64)>)?;
        done?;
        // SQLite counts no row that a REPLACE removes. All that were inserted, less those that there are more now, were
        // removed; `counted` has the inserted, the updated, and the deleted that SQLite counts.
        let (inserted, updated) = (inserted.load(Ordering::Relaxed), updated.load(Ordering::Relaxed));
        let removed = rows_before + inserted - self.count(&tables)?;
        let replaced = (removed - (counted - inserted - updated)).max(0);
        Ok(usize::try_from(counted + replaced).unwrap_or(usize::MAX))
    }

    /// The rows of all these tables.
    fn count(&self, tables: &BTreeSet<String>) -> Result<i64> {
        let mut rows = 0;
        for table in tables {
            let text = sql!("table/count_rows.sql").text.replace("{table}", &quoted(table));
            let counted = self.connection.query_row(&text, [], |row| row.get::<_, i64>("count"));
            rows +=
                counted.map_err(|error| self.trouble(error, Sql::new("sql/table/count_rows.sql", &text)))?;
        }
        Ok(rows)
    }
}

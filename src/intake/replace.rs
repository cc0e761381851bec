//! `--replace`: rows that full extracts no longer have are removed, as a clone removes them.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Result, ensure};

use super::tables::SYSEVENT;
use crate::db::{Db, Table};

/// The rows that the extracts had, by table.
#[derive(Debug, Default)]
pub struct Seen(BTreeMap<String, HashSet<String>>);

impl Seen {
    /// A table whose extract was read, with or without rows.
    ///
    /// # Errors
    /// Events are only ever added: no extract of them is full.
    pub fn table(&mut self, table: &str) -> Result<()> {
        ensure!(
            table != SYSEVENT.name,
            "sysevent cannot be replaced: an extract of events is never the whole table"
        );
        self.0.entry(table.to_owned()).or_default();
        Ok(())
    }

    /// A row that an extract had.
    ///
    /// # Errors
    /// As [`Seen::table`].
    pub fn row(&mut self, table: &str, sys_id: &str) -> Result<()> {
        self.table(table)?;
        if let Some(rows) = self.0.get_mut(table) {
            rows.insert(sys_id.to_owned());
        }
        Ok(())
    }

    /// Removes the rows of each table that no extract had; returns how many, by table. To be used within a
    /// transaction.
    pub fn remove_absent(&self, db: &Db) -> Result<BTreeMap<String, u64>> {
        let mut removed = BTreeMap::new();
        for (name, rows) in &self.0 {
            let table = Table::of(db, name)?;
            let absent = table.keys(db)?.into_iter().filter(|sys_id| !rows.contains(sys_id));
            let mut count = 0;
            for sys_id in absent {
                count += table.delete(db, &sys_id)? as u64;
            }
            removed.insert(name.clone(), count);
        }
        Ok(removed)
    }
}

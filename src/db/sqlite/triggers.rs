//! Triggers that do nothing for rows that come in by the thousand: for each row SQLite begins them all the same.

use anyhow::Result;
use rusqlite::config::DbConfig;

use super::{File, trouble};
use crate::db::{schema, sql};

impl File {
    /// Whoever put a trigger of their own on a table counts on it.
    pub(super) fn leave_own_triggers_out(&self, table: &str) -> Result<()> {
        let triggers = self.rows(sql!("table/list_triggers.sql"), &[("table", table.into())])?;
        for trigger in &triggers {
            if !schema::has(trigger.text("made_by")?.unwrap_or_default()) {
                return Ok(());
            }
        }
        self.let_triggers_work(false)
    }

    pub(super) fn let_triggers_work(&self, work: bool) -> Result<()> {
        let set = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, work);
        set.map(drop).map_err(|error| trouble::explain(error, &self.path))
    }
}

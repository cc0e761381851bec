//! What a doctor asks of the file: whether it is whole, and set up as midjobs sets it up. All of it only reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::open::beside;
use super::schema::made;
use super::{Db, sql, temporary_space, trouble};

/// So many lines of damage are told.
const LINES_OF_DAMAGE: u32 = 5;

impl Db {
    /// What SQLite says of damage when it looks at every page; nothing where there is none.
    pub fn damage(&self) -> Result<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        let each = |row: &rusqlite::Row| row.get(0).map(|line| lines.push(line));
        self.connection
            .pragma(None, "integrity_check", LINES_OF_DAMAGE, each)
            .map_err(|error| trouble::explain(error, &self.path))?;
        // SQLite heads them with the name of the database.
        lines.retain(|line| line != "ok");
        Ok(lines
            .iter()
            .flat_map(|line| line.lines())
            .filter(|line| !line.starts_with("***"))
            .map(str::to_owned)
            .collect())
    }

    /// How many bytes the file has.
    pub fn bytes(&self) -> Result<u64> {
        let bytes = self.pragma("page_count")?.saturating_mul(self.pragma("page_size")?);
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// Whether what changes goes to a log beside the file first, as midjobs sets it up.
    pub fn writes_ahead(&self) -> Result<bool> {
        let mode = self.connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        Ok(mode.map_err(|error| trouble::explain(error, &self.path))? == "wal")
    }

    /// The tables, indexes, triggers and views of the schema that are missing in the file, or not as the schema makes
    /// them.
    pub fn altered(&self) -> Result<Vec<String>> {
        let (ours, found) = (Self::in_memory()?.made()?, self.made()?);
        let differs = |name: &&str| ours.get(*name) != found.get(*name);
        Ok(made().map(|(_, name)| name).filter(differs).map(str::to_owned).collect())
    }

    fn made(&self) -> Result<BTreeMap<String, String>> {
        let rows = self.rows(sql!("table/list_schema.sql"), &[])?;
        rows.iter().map(|row| Ok((row.get("name")?, row.get("made_by")?))).collect()
    }
}

/// The log beside a database, wherever links lead.
pub fn log_beside(path: &Path) -> PathBuf {
    beside(&path.canonicalize().unwrap_or_else(|_| path.to_owned()), "-wal")
}

/// What several processes share beside a database.
pub fn shared_beside(path: &Path) -> PathBuf {
    beside(&path.canonicalize().unwrap_or_else(|_| path.to_owned()), "-shm")
}

/// The directory that SQLite uses for temporary files, if there is one.
pub fn temporary_directory() -> Option<PathBuf> {
    temporary_space::directory()
}

/// The version of the SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

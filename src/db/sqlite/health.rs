//! What a doctor asks of the file: whether it is whole, and set up as midjobs sets it up. All of it only reads.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::open::beside;
use super::{File, temporary_space, trouble};
use crate::db::schema::made;
use crate::db::sql;

/// So many lines of damage are told.
const LINES_OF_DAMAGE: u32 = 5;

impl File {
    pub(super) fn told_damage(&self) -> Result<Vec<String>> {
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

    pub(super) fn altered_objects(&self) -> Result<Vec<String>> {
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

/// Whether the file says of itself that it is in WAL mode: its 19th and 20th bytes are then 2.
pub(super) fn is_marked_wal(path: &Path) -> Result<bool> {
    let mut beginning = [0; 20];
    fs::File::open(path)?.read_exact(&mut beginning)?;
    Ok(beginning[18..] == [2, 2])
}

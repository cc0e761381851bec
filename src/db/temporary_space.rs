//! Where SQLite puts what a sort or a large transaction does not keep in memory.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rusqlite::Connection;
use rustix::fs::{Access, access};

/// Where SQLite looks: variables first, then directories. It looks at the current directory too, which is not a place for
/// such files.
const VARIABLES: [&str; 2] = ["SQLITE_TMPDIR", "TMPDIR"];
const DIRECTORIES: [&str; 3] = ["/var/tmp", "/usr/tmp", "/tmp"];

/// Whether there is a directory for temporary files: a container with a read-only root may have none.
pub(super) fn is_there() -> bool {
    directory().is_some()
}

/// The directory for temporary files: the first that may be written to.
pub(super) fn directory() -> Option<PathBuf> {
    let named = VARIABLES.iter().filter_map(env::var_os).map(PathBuf::from);
    let usual = DIRECTORIES.iter().map(PathBuf::from);
    named.chain(usual).find(|directory| may_write(directory))
}

/// Has temporary files made beside the database, or in memory where nothing may be written there.
pub(super) fn make(connection: &Connection, database: &Path) -> Result<()> {
    let real = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    let beside = real.parent().filter(|directory| may_write(directory));
    let made = beside.map(|directory| {
        connection.pragma_update(None, "temp_store_directory", directory.to_string_lossy().as_ref())
    });
    if !matches!(made, Some(Ok(()))) {
        connection.pragma_update(None, "temp_store", "MEMORY")?;
    }
    Ok(())
}

fn may_write(directory: &Path) -> bool {
    directory.is_dir() && access(directory, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

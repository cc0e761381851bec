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

/// The directory for temporary files: the first that may be written to. A container with a read-only root may have none.
pub(super) fn directory() -> Option<PathBuf> {
    let named = VARIABLES.iter().filter_map(env::var_os).map(PathBuf::from);
    let usual = DIRECTORIES.iter().map(PathBuf::from);
    named.chain(usual).find(|directory| may_write(directory))
}

/// Where there is none, has them made beside the database, or in memory where there is no database file or nothing may be
/// written there.
pub(super) fn provide(connection: &Connection, database: Option<&Path>) -> Result<()> {
    if directory().is_some() {
        return Ok(());
    }
    let real = database.map(|path| path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    let beside = real.as_deref().and_then(Path::parent).filter(|directory| may_write(directory));
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

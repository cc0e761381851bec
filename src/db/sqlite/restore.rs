//! Putting a backup in the place of a database.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use rusqlite::Connection;

use super::File;
use super::busy::wait_up_to;
use super::open::beside;
use super::place::LOG_FILES;
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::Access;
use crate::time::Span;
use crate::whole_file::WholeFile;

/// Puts a checked copy of `backup` in the place of `target`, which may be missing or damaged.
///
/// # Errors
/// When the backup is none, the copy is damaged, or somebody has the old file open; it is as it was then.
pub fn restore(backup: &Path, target: &Path, lock_timeout: Span) -> Result<()> {
    let restoring = || format!("restoring {} from {}", target.display(), backup.display());
    // Links to the database stay links.
    let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    put_in_place(backup, &real, lock_timeout).with_context(restoring)
}

fn put_in_place(backup: &Path, target: &Path, lock_timeout: Span) -> Result<()> {
    ensure!(backup.exists(), "there is no file {}: name one that `midjobs backup` made", backup.display());
    let backup = File::open(backup, Access::Read, lock_timeout)?;
    let same = backup.path.canonicalize().is_ok_and(|path| path == target);
    ensure!(!same, "the backup is the database itself: name another file");
    reached(CrashPoint::Before(Act::Copy));
    let (whole, _) = WholeFile::begin_over(target)?;
    backup.copy_to(whole.partial())?;
    reached(CrashPoint::After(Act::Copy));
    // Held until the new file stands there, against runners that begin meanwhile.
    let _held = hold(target)?;
    reached(CrashPoint::Before(Act::Log));
    // Held as well, against whoever else opens the old one: a log that it began would be read into the new file.
    let _shut = close_log(target, lock_timeout)?;
    reached(CrashPoint::After(Act::Log));
    // It belongs to the old file, and would be read into the new one.
    for suffix in LOG_FILES {
        match fs::remove_file(beside(target, suffix)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    reached(CrashPoint::Before(Act::Place));
    whole.keep()?;
    reached(CrashPoint::After(Act::Place));
    Ok(())
}

fn reached(point: CrashPoint) {
    crash_point::reached(point, "");
}

/// The runner lock of the old file, if there is one.
fn hold(target: &Path) -> Result<Option<fs::File>> {
    let old = match fs::File::open(target) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        old => old?,
    };
    if old.try_lock().is_err() {
        bail!("a runner is at work on it: stop it first");
    }
    Ok(Some(old))
}

/// Has SQLite put the log of the old file into it, which it does only where nobody else has it open, and keeps everybody
/// out of it. What is damaged has no log that counts.
fn close_log(target: &Path, lock_timeout: Span) -> Result<Option<Connection>> {
    let Ok(old) = File::open(target, Access::Read, lock_timeout) else { return Ok(None) };
    drop(old);
    let old = Connection::open(super::open::plain_name(target))?;
    wait_up_to(&old, lock_timeout)?;
    let closed: rusqlite::Result<String> =
        old.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
    match closed.and_then(|_| old.execute_batch("BEGIN EXCLUSIVE")) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => bail!(
            "another program has it open: stop `run --watch` and whoever else reads it first (`fuser {}` shows who)",
            target.display()
        ),
        Err(_) => Ok(None),
        Ok(()) => Ok(Some(old)),
    }
}

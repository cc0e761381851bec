//! Putting a backup in the place of a database.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use rusqlite::Connection;

use super::File;
use super::busy::wait_up_to;
use super::open::beside;
use super::place::LEFT_OVER;
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::waiting::look_until;
use crate::db::{Access, Db};
use crate::time::Span;
use crate::whole_file::WholeFile;

/// More links than this in one name lead nowhere: as the kernel counts.
const MOST_LINKS: usize = 40;

/// Whether a runner is in the middle of something in that database.
pub type IsRunning<'a> = &'a dyn Fn(&Db) -> Result<bool>;

/// The runner lock of the old file.
enum Held {
    /// Its file, which keeps the lock; `None` where there is no old file.
    ByUs(Option<fs::File>),
    /// A job runs: it is not waited for.
    ByRunner,
}

/// Puts a checked copy of `backup` in the place of `target`, which may be missing or damaged. Whoever has the old file for a
/// moment is waited for, up to `lock_timeout`; a runner that is in the middle of a job is not.
///
/// # Errors
/// When the backup is none, the copy is damaged, or somebody has the old file open; it is as it was then.
pub fn restore(backup: &Path, target: &Path, lock_timeout: Span, is_running: IsRunning) -> Result<()> {
    let restoring = || format!("restoring {} from {}", target.display(), backup.display());
    // Links to the database stay links.
    let real = target.canonicalize().unwrap_or_else(|_| end_of_links(target));
    put_in_place(backup, &real, lock_timeout, is_running).with_context(restoring)
}

/// Where the links lead, though nothing is there.
fn end_of_links(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&at) else { break };
        at = at.parent().map_or(next.clone(), |directory| directory.join(&next));
    }
    at
}

fn put_in_place(backup: &Path, target: &Path, lock_timeout: Span, is_running: IsRunning) -> Result<()> {
    ensure!(backup.exists(), "there is no file {}: name one that `midjobs backup` made", backup.display());
    let backup = File::open(backup, Access::Read, lock_timeout)?;
    let same = backup.path.canonicalize().is_ok_and(|path| path == target);
    ensure!(!same, "the backup is the database itself: name another file");
    reached(CrashPoint::Before(Act::Copy));
    let (whole, _) = WholeFile::begin_over(target)?;
    backup.copy_to(whole.partial())?;
    reached(CrashPoint::After(Act::Copy));
    // Held until the new file stands there, against runners that begin meanwhile.
    let _held = hold(target, lock_timeout, is_running)?;
    reached(CrashPoint::Before(Act::Log));
    // Held as well, against whoever else opens the old one: a log that it began would be read into the new file.
    let _shut = close_log(target, lock_timeout)?;
    reached(CrashPoint::After(Act::Log));
    // It belongs to the old file, and would be read into the new one.
    for suffix in LEFT_OVER {
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
fn hold(target: &Path, lock_timeout: Span, is_running: IsRunning) -> Result<Option<fs::File>> {
    match look_until(lock_timeout, || look_at_lock(target, is_running))? {
        Some(Held::ByUs(old)) => Ok(old),
        Some(Held::ByRunner) => bail!("a runner is at work on it: stop it first"),
        None => bail!(
            "another program has its runner lock, as a dry run does: try again when it has ended (`fuser {}` shows who)",
            target.display()
        ),
    }
}

fn look_at_lock(target: &Path, is_running: IsRunning) -> Result<Option<Held>> {
    let old = match fs::File::open(target) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(Held::ByUs(None))),
        old => old?,
    };
    if old.try_lock().is_err() {
        // What is damaged tells nothing.
        let runs = Db::open(target, Access::Read, Span::from_seconds(0)).and_then(|db| is_running(&db));
        return Ok(runs.unwrap_or(false).then_some(Held::ByRunner));
    }
    // Another restore may have put its file there meanwhile.
    let (locked, found) = (old.metadata()?, fs::metadata(target).ok());
    let is_there = found.is_some_and(|found| (found.dev(), found.ino()) == (locked.dev(), locked.ino()));
    Ok(is_there.then_some(Held::ByUs(Some(old))))
}

/// Has SQLite put the log of the old file into it, which it does only where nobody else has it open, and keeps everybody
/// out of it. What is damaged has no log that counts.
fn close_log(target: &Path, lock_timeout: Span) -> Result<Option<Connection>> {
    let Ok(old) = File::open(target, Access::Read, lock_timeout) else { return Ok(None) };
    drop(old);
    let old = Connection::open(super::open::plain_name(target))?;
    // SQLite does not wait for others to close the file: that is looked for here.
    wait_up_to(&old, Span::from_seconds(0))?;
    let shut = look_until(lock_timeout, || match shut(&old) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => Ok(None),
        shut => Ok::<_, anyhow::Error>(Some(shut.is_ok())),
    })?;
    match shut {
        Some(true) => Ok(Some(old)),
        Some(false) => Ok(None),
        None => bail!(
            "another program has it open: stop `run --watch` and whoever else reads it first (`fuser {}` shows who)",
            target.display()
        ),
    }
}

fn shut(old: &Connection) -> rusqlite::Result<()> {
    let _: String = old.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    old.execute_batch("BEGIN EXCLUSIVE")
}

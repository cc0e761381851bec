//! A copy of the whole database, consistent while others write.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::open::{beside, plain_name};
use super::place::LEFT_OVER;
use super::{File, trouble};
use crate::db::waiting::look_until;
use crate::time::Span;
use crate::whole_file::WholeFile;

/// The whole file in one step: one moment of it, without a writer ever having to wait.
const ALL_PAGES: i32 = -1;

/// How long it waits for a lock to be gone.
const PATIENCE: Span = Span::from_seconds(10);

impl File {
    pub(super) fn copy_to_new_file(&self, to: &Path) -> Result<()> {
        let copy = || {
            ensure!(to.symlink_metadata().is_err(), "there is such a file already: name a new one");
            for left in LEFT_OVER.map(|suffix| beside(to, suffix)) {
                ensure!(
                    left.symlink_metadata().is_err(),
                    "{} is there, of a database that is gone, and SQLite would put it into the copy: remove it, or name a new one",
                    left.display()
                );
            }
            let (whole, _) = WholeFile::begin(to)?;
            self.copy_to(whole.partial())?;
            whole.keep_as_new().map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => {
                    anyhow!("another program made such a file meanwhile: name a new one")
                }
                _ => error.into(),
            })
        };
        copy().with_context(|| format!("backing up {} to {}", self.path.display(), to.display()))
    }

    pub(super) fn copy_to(&self, partial: &Path) -> Result<()> {
        let mut copy = Connection::open(plain_name(partial))?;
        // Only the copy is written to: a full disk is its disk.
        self.copy_pages(&mut copy).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => trouble::explain(error, partial),
            _ => trouble::explain(error, &self.path),
        })?;
        // Its log is part of the file then, and nothing stays beside it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        let found: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if found != "ok" {
            bail!("the copy is damaged, and so is the original: {found}");
        }
        copy.close().map_err(|(_, error)| error.into())
    }

    fn copy_pages(&self, copy: &mut Connection) -> rusqlite::Result<()> {
        let backup = Backup::new(&self.connection, copy)?;
        let done = look_until(PATIENCE, || {
            Ok::<_, rusqlite::Error>((backup.step(ALL_PAGES)? == StepResult::Done).then_some(()))
        });
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        done?.ok_or(rusqlite::Error::SqliteFailure(busy, None))
    }
}

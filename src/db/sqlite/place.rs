//! Whether the file that is open is still the one that stands under its name.

use std::fs;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use super::File;
use super::open::beside;

/// What SQLite keeps beside a database: its log, and the index of it.
pub(super) const LOG_FILES: [&str; 2] = ["-wal", "-shm"];

/// What it keeps beside a database, or kept beside one that is gone, and would put into the one that has its name now.
pub(super) const LEFT_OVER: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Which files these were.
pub(super) type LogFiles = [Option<(u64, u64)>; 2];

impl File {
    /// Fails when the file was removed, replaced or truncated: what is done in it would be lost.
    ///
    /// # Errors
    /// Says which, and what to do.
    pub(super) fn ensure_same_place(&self) -> Result<()> {
        self.ensure_same_file()?;
        let mut beginning = [0; 28];
        let is_whole = self.lock_file.read_exact_at(&mut beginning, 0).is_ok()
            && beginning.starts_with(b"SQLite format 3\0");
        ensure!(
            is_whole,
            "{} was truncated while it was open: restore a backup (`midjobs restore FILE`), and start again",
            self.path.display()
        );
        self.ensure_not_written_over(&beginning)?;
        self.ensure_same_log()
    }

    /// While it is open a file keeps its log, and what counts its changes never goes back: else somebody wrote over it, and
    /// what is in its log would be put into what stands there now.
    fn ensure_not_written_over(&self, beginning: &[u8; 28]) -> Result<()> {
        let found = (says_it_has_a_log(beginning), changes(beginning));
        let known = self.beginning.replace(Some(found)).unwrap_or(found);
        ensure!(
            found >= known,
            "{} was written over while it was open, as cp does: put the backup in place with `midjobs restore FILE`, which \
             takes the old log away, and start again",
            self.path.display()
        );
        Ok(())
    }

    /// What SQLite keeps beside the file stays as long as somebody has it open. Where it was taken away, what is written goes
    /// where nobody else looks, and others begin another.
    fn ensure_same_log(&self) -> Result<()> {
        let identity = |name: &PathBuf| fs::metadata(name).ok().map(|found| (found.dev(), found.ino()));
        let found = self.log_names()?.each_ref().map(identity);
        let Some(known) = self.log_files.get() else {
            self.log_files.set(found.iter().all(Option::is_some).then_some(found));
            return Ok(());
        };
        ensure!(
            found == known,
            "what SQLite keeps beside {0} ({0}-wal, {0}-shm) was removed or replaced while it was open: leave these files \
             alone, stop whoever else has {0} open, and start again",
            self.path.display()
        );
        Ok(())
    }

    /// Where SQLite keeps them: beside the real file, whatever links lead there. It found that out when it opened it.
    fn log_names(&self) -> Result<&[PathBuf; 2]> {
        if let Some(names) = self.log_names.get() {
            return Ok(names);
        }
        let real = self.path.canonicalize()?;
        Ok(self.log_names.get_or_init(|| LOG_FILES.map(|suffix| beside(&real, suffix))))
    }

    /// The same, but for what is in it.
    pub(super) fn ensure_same_file(&self) -> Result<()> {
        let file = self.path.display();
        let opened = self.lock_file.metadata()?;
        let Ok(found) = fs::metadata(&self.path) else {
            bail!(
                "{file} was removed while it was open: put it back, or restore a backup (`midjobs restore FILE`), and start again"
            );
        };
        ensure!(
            (found.dev(), found.ino()) == (opened.dev(), opened.ino()),
            "{file} was replaced while it was open: start again to use the new file"
        );
        Ok(())
    }
}

/// A file that says that it has no write-ahead log has none: what lies beside it is that of the file that was there before,
/// which somebody wrote over, and SQLite would put it into this one.
pub(super) fn ensure_own_log(path: &Path, beginning_of: &dyn Fn(&Path) -> Result<Vec<u8>>) -> Result<()> {
    let log = beside(&path.canonicalize()?, "-wal");
    let is_there = || fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    // In this order: a file says that it has one before it is there, and that it has none after it is gone.
    ensure!(
        !is_there() || says_it_has_a_log(&beginning_of(path)?) || !is_there(),
        "{0} is the log of the file that was there before, and SQLite would put it into this one: put a backup in place with \
         `midjobs restore FILE`, never with cp; or remove {0} while nobody has the file open",
        log.display()
    );
    Ok(())
}

/// Whether a file that begins so has a write-ahead log: SQLite notes that in it.
fn says_it_has_a_log(beginning: &[u8]) -> bool {
    beginning.get(18..20).is_none_or(|versions| versions != [1, 1])
}

/// What SQLite counts the changes of a file with.
fn changes(beginning: &[u8; 28]) -> u32 {
    let [.., a, b, c, d] = *beginning;
    u32::from_be_bytes([a, b, c, d])
}

//! The runner lock: whoever holds it is the only runner at work on the file, and knows that a
//! trigger in Running has lost its runner.
//!
//! It is the kernel's lock on the database file itself (flock, which SQLite does not use), so a
//! crash cannot leave it behind and there is no gap between a claim and its work.

use std::fs::TryLockError;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Db;
use crate::span::Span;

/// How often a waiting runner looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Held while triggers are claimed and run; released when dropped, or when the process ends.
pub struct RunnerLock<'a> {
    db: &'a Db,
}

impl Db {
    /// The runner lock, or `None` when another runner keeps it for longer than `timeout`. Who holds
    /// it may take it again.
    ///
    /// # Errors
    /// When the file system knows no locks.
    pub fn runner_lock(&self, timeout: Span) -> Result<Option<RunnerLock<'_>>> {
        let mut waited = Duration::ZERO;
        loop {
            match self.lock_file.try_lock() {
                Ok(()) => {
                    self.runner_locks.set(self.runner_locks.get() + 1);
                    return Ok(Some(RunnerLock { db: self }));
                }
                Err(TryLockError::WouldBlock) if waited.as_secs() >= timeout.seconds() => return Ok(None),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_AGAIN),
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| {
                        format!("locking {}: its file system must be a local one", self.path.display())
                    });
                }
            }
            waited += LOOK_AGAIN;
        }
    }
}

impl Drop for RunnerLock<'_> {
    fn drop(&mut self) {
        let left = self.db.runner_locks.get().saturating_sub(1);
        self.db.runner_locks.set(left);
        if left == 0
            && let Err(error) = self.db.lock_file.unlock()
        {
            log::warn!("releasing the runner lock: {error}");
        }
    }
}

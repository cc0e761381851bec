//! The runner lock: whoever holds it is the only runner at work on the file, and knows that a
//! trigger in Running has lost its runner.
//!
//! It is the kernel's lock on the database file itself (flock, which SQLite does not use), so a
//! crash cannot leave it behind and there is no gap between a claim and its work.

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::io;

use anyhow::{Context, Result};

use super::Db;
use super::waiting::look_until;
use crate::time::Span;

/// Held while triggers are claimed and run; released when dropped, or when the process ends.
pub struct RunnerLock<'a> {
    file: &'a File,
    held: &'a Cell<usize>,
}

impl Db {
    /// The runner lock, or `None` when another runner keeps it for longer than `timeout`. Who holds
    /// it may take it again.
    ///
    /// # Errors
    /// When the file system knows no locks.
    pub fn runner_lock(&self, timeout: Span) -> Result<Option<RunnerLock<'_>>> {
        RunnerLock::wait_for(&self.lock_file, &self.runner_locks, timeout)
            .with_context(|| format!("locking {}: its file system must be a local one", self.path.display()))
    }
}

impl<'a> RunnerLock<'a> {
    /// The lock on that file, or `None` when it is not free within `timeout`. `held` counts how
    /// many of them this process has: the last one gone releases the file.
    pub(super) fn wait_for(file: &'a File, held: &'a Cell<usize>, timeout: Span) -> io::Result<Option<Self>> {
        look_until(timeout, || match file.try_lock() {
            Ok(()) => {
                held.set(held.get() + 1);
                Ok(Some(Self { file, held }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }
}

impl Drop for RunnerLock<'_> {
    fn drop(&mut self) {
        let left = self.held.get().saturating_sub(1);
        self.held.set(left);
        if left == 0
            && let Err(error) = self.file.unlock()
        {
            log::warn!("releasing the runner lock: {error}");
        }
    }
}

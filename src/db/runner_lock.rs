//! The runner lock: whoever holds it is the only runner at work on the database, and knows that a
//! trigger in Running has lost its runner.
//!
//! It belongs to the process (of a file, the kernel's lock on it, which SQLite does not use) or to the connection, so a
//! crash cannot leave it behind and there is no gap between a claim and its work.

use anyhow::Result;

use super::Db;
use super::engine::Engine;
use crate::time::Span;

/// Held while triggers are claimed and run; released when dropped, or when the process ends.
pub struct RunnerLock<'a>(&'a dyn Engine);

impl Db {
    /// The runner lock, or `None` when another runner keeps it for longer than `timeout`. Who holds
    /// it may take it again.
    ///
    /// # Errors
    /// When there is no such lock to be had.
    pub fn runner_lock(&self, timeout: Span) -> Result<Option<RunnerLock<'_>>> {
        Ok(self.engine.lock_runner(timeout)?.then(|| RunnerLock(&*self.engine)))
    }
}

impl Drop for RunnerLock<'_> {
    fn drop(&mut self) {
        self.0.release_runner();
    }
}

//! Interrupting a statement that runs for too long, by SQLite's progress handler.

use std::ffi::c_int;

use anyhow::Result;

use super::Db;

/// The number of SQLite's instructions between two questions: well under a millisecond.
const INSTRUCTIONS: c_int = 10_000;

/// While it lives, statements are interrupted when their time is over.
pub struct Interrupt<'a> {
    db: &'a Db,
}

impl Db {
    /// Interrupts the statement that is running as soon as `over` says so: it fails with
    /// [`super::Trouble::Interrupted`]. There is one such watch at a time: a later one replaces it.
    pub fn interrupt_when(&self, over: impl FnMut() -> bool + Send + 'static) -> Result<Interrupt<'_>> {
        self.connection.progress_handler(INSTRUCTIONS, Some(over))?;
        Ok(Interrupt { db: self })
    }
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.db.connection.progress_handler(0, None::<fn() -> bool>) {
            log::warn!("no longer watching for statements that do not end: {error}");
        }
    }
}

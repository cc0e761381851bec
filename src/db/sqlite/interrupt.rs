//! Interrupting a statement that runs for too long: between SQLite's instructions, within a loop of long ones, and as a
//! last resort with the process.

use std::ffi::c_int;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;

use super::File;
use crate::db::watch::{Over, Watch};

/// The number of SQLite's instructions between two questions: well under a millisecond, where none is a long one.
const INSTRUCTIONS: c_int = 10_000;

impl File {
    pub(super) fn begin_watch(&self, look: Duration, over: Box<dyn FnMut() -> bool + Send>) -> Result<()> {
        let over = Mutex::new(over);
        let over: Over = Arc::new(move || (over.lock().unwrap_or_else(PoisonError::into_inner))());
        self.watch()?.begin(look, over.clone());
        self.connection.progress_handler(INSTRUCTIONS, Some(move || over()))?;
        Ok(())
    }

    pub(super) fn end_watch(&self) {
        if let Err(error) = self.connection.progress_handler(0, None::<fn() -> bool>) {
            log::warn!("no longer watching for statements that do not end: {error}");
        }
        if let Some(watch) = self.watch.get() {
            watch.end();
        }
    }

    fn watch(&self) -> Result<&Watch> {
        if let Some(watch) = self.watch.get() {
            return Ok(watch);
        }
        let handle = self.connection.get_interrupt_handle();
        let watch = Watch::start(move || handle.interrupt())?;
        Ok(self.watch.get_or_init(|| watch))
    }
}

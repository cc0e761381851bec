//! Interrupting a statement that runs for too long: between SQLite's instructions, within a loop of long ones, and as a
//! last resort with the process.

use std::ffi::c_int;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};
use rusqlite::InterruptHandle;

use super::Db;

/// The number of SQLite's instructions between two questions: well under a millisecond, where none is a long one.
const INSTRUCTIONS: c_int = 10_000;

/// How long an instruction may go on that was interrupted, before the process ends with it. Nothing in SQLite ends one
/// instruction. The file is then as after a crash: nothing of the transaction is there, and the attempt is abandoned.
const LAST_RESORT: Duration = Duration::from_secs(3);

/// The code with which the process then ends: a job failed.
const ENDED: i32 = 1;

/// How often [`Db::briefly`] looks, and how many looks it lets pass: two seconds, or a million instructions.
const BRIEF_LOOK: Duration = Duration::from_millis(20);
const BRIEF_LOOKS: u32 = 100;

/// While it lives, statements are interrupted when their time is over.
pub struct Interrupt<'a> {
    db: &'a Db,
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Db {
    /// Interrupts the statement that is running as soon as `over` says so: it fails with
    /// [`super::Trouble::Interrupted`]. There is one such watch at a time: a later one replaces it. Beside the
    /// statement a thread asks every `look`, and ends the process when interrupting did not help.
    pub fn interrupt_when(
        &self,
        look: Duration,
        over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<Interrupt<'_>> {
        let over = Arc::new(Mutex::new(over));
        let ask = move || (over.lock().unwrap_or_else(PoisonError::into_inner))();
        let (stop, stopped) = mpsc::channel();
        let (handle, beside) = (self.connection.get_interrupt_handle(), ask.clone());
        let wait = move |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        let watch = thread::Builder::new().name("timeout".to_owned());
        let watch = watch.spawn(move || watch_beside(&handle, look, beside, wait));
        let watch = watch.context("starting the watch over a job's timeout")?;
        self.connection.progress_handler(INSTRUCTIONS, Some(ask))?;
        Ok(Interrupt { db: self, watch: Some((stop, watch)) })
    }

    /// Does `work` with a user's statements that is done in a moment unless they are made to last: preparing one takes long
    /// where its views name each other again and again.
    ///
    /// # Errors
    /// [`super::Trouble::Interrupted`] when it lasts; else whatever `work` returns.
    pub fn briefly<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut looks = 0;
        let over = move || {
            looks += 1;
            looks > BRIEF_LOOKS
        };
        let _watch = self.interrupt_when(BRIEF_LOOK, over)?;
        work()
    }
}

/// Interrupts whatever runs from when it is over, until `wait` says that the work is done.
fn watch_beside(
    handle: &InterruptHandle,
    look: Duration,
    over: impl Fn() -> bool,
    wait: impl Fn(Duration) -> bool,
) {
    let mut interrupted_for = Duration::ZERO;
    while wait(look) {
        if !over() {
            continue;
        }
        handle.interrupt();
        if interrupted_for >= LAST_RESORT {
            log::error!(
                "a statement went on for {}s after it was interrupted: this process ends, nothing of an attempt is \
                 kept, and the next run records it as abandoned; let the statement work on shorter values",
                LAST_RESORT.as_secs()
            );
            std::process::exit(ENDED);
        }
        interrupted_for += look;
    }
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.db.connection.progress_handler(0, None::<fn() -> bool>) {
            log::warn!("no longer watching for statements that do not end: {error}");
        }
        if let Some((stop, watch)) = self.watch.take() {
            drop(stop);
            // It only ends; a panic there has been written already.
            let _ = watch.join();
        }
    }
}

//! Interrupting a statement that runs for too long: between SQLite's instructions, within a loop of long ones, and as a
//! last resort with the process.

use std::ffi::c_int;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
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

/// How often the thread looks when nothing was watched last, and how many such looks until it waits to be woken: to wake it for
/// each of many short runs would take longer than they do.
const LOOK_FOR_MORE: Duration = Duration::from_millis(10);
const LOOKS_FOR_MORE: u32 = 10;

/// How often [`Db::briefly`] looks, and how many looks it lets pass: two seconds, or a million instructions.
const BRIEF_LOOK: Duration = Duration::from_millis(20);
const BRIEF_LOOKS: u32 = 100;

/// While it lives, statements are interrupted when their time is over.
pub struct Interrupt<'a>(&'a Db);

/// Says whether the time is over.
type Over = Arc<dyn Fn() -> bool + Send + Sync>;

/// The thread beside the statements of a connection. It starts with the first that is watched and stays: a thread for each
/// run would cost more than a small run.
pub(super) struct Watch(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Default)]
struct State {
    watched: Option<Watched>,
    /// Whether the thread waits to be woken.
    asleep: bool,
    /// Whether the connection is gone.
    over: bool,
}

/// What is watched.
struct Watched {
    look: Duration,
    over: Over,
    interrupted_for: Duration,
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
        let over = Mutex::new(over);
        let over: Over = Arc::new(move || (over.lock().unwrap_or_else(PoisonError::into_inner))());
        self.watch()?.begin(Watched { look, over: over.clone(), interrupted_for: Duration::ZERO });
        let watch = Interrupt(self);
        self.connection.progress_handler(INSTRUCTIONS, Some(move || over()))?;
        Ok(watch)
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

    fn watch(&self) -> Result<&Watch> {
        if let Some(watch) = self.watch.get() {
            return Ok(watch);
        }
        let watch = Watch::start(self.connection.get_interrupt_handle())?;
        Ok(self.watch.get_or_init(|| watch))
    }
}

impl Watch {
    fn start(handle: InterruptHandle) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let beside = shared.clone();
        let thread = thread::Builder::new().name("timeout".to_owned());
        thread.spawn(move || beside.look_on(&handle)).context("starting the watch over a job's timeout")?;
        Ok(Self(shared))
    }

    fn begin(&self, watched: Watched) {
        let mut state = self.0.state();
        state.watched = Some(watched);
        if state.asleep {
            self.0.woken.notify_one();
        }
    }

    /// Nothing is interrupted any more once this returns.
    fn end(&self) {
        self.0.state().watched = None;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.state().over = true;
        self.0.woken.notify_one();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Interrupts whatever runs from when its time is over, until it is watched no more.
    fn look_on(&self, handle: &InterruptHandle) {
        let mut state = self.state();
        let mut looks_in_vain = 0;
        while !state.over {
            looks_in_vain = if state.watched.is_some() { 0 } else { looks_in_vain + 1 };
            state.asleep = looks_in_vain > LOOKS_FOR_MORE;
            state = match state.asleep {
                true => self.woken.wait(state).unwrap_or_else(PoisonError::into_inner),
                false => {
                    let look = state.watched.as_ref().map_or(LOOK_FOR_MORE, |watched| watched.look);
                    self.woken.wait_timeout(state, look).unwrap_or_else(PoisonError::into_inner).0
                }
            };
            if !state.asleep
                && let Some(watched) = &mut state.watched
            {
                watched.interrupt_when_over(handle);
            }
        }
    }
}

impl Watched {
    fn interrupt_when_over(&mut self, handle: &InterruptHandle) {
        if !(self.over)() {
            return;
        }
        handle.interrupt();
        if self.interrupted_for >= LAST_RESORT {
            log::error!(
                "a statement went on for {}s after it was interrupted: this process ends, nothing of an attempt is \
                 kept, and the next run records it as abandoned; let the statement work on shorter values",
                LAST_RESORT.as_secs()
            );
            std::process::exit(ENDED);
        }
        self.interrupted_for += self.look;
    }
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.connection.progress_handler(0, None::<fn() -> bool>) {
            log::warn!("no longer watching for statements that do not end: {error}");
        }
        if let Some(watch) = self.0.watch.get() {
            watch.end();
        }
    }
}

//! A thread beside the statements of a connection: it interrupts one that runs for too long, and as a last resort ends the
//! process.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// How long an instruction may go on that was interrupted, before the process ends with it. Nothing in SQLite ends one
/// instruction. The file is then as after a crash: nothing of the transaction is there, and the attempt is abandoned.
const LAST_RESORT: Duration = Duration::from_secs(3);

/// The code with which the process then ends: a job failed.
const ENDED: i32 = 1;

/// How often the thread looks when nothing was watched last, and how many such looks until it waits to be woken: to wake it for
/// each of many short runs would take longer than they do.
const LOOK_FOR_MORE: Duration = Duration::from_millis(10);
const LOOKS_FOR_MORE: u32 = 10;

/// Says whether the time is over.
pub(super) type Over = Arc<dyn Fn() -> bool + Send + Sync>;

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

impl Watch {
    pub fn start(interrupt: impl Fn() + Send + 'static) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let beside = shared.clone();
        let thread = thread::Builder::new().name("timeout".to_owned());
        thread
            .spawn(move || beside.look_on(&interrupt))
            .context("starting the watch over a job's timeout")?;
        Ok(Self(shared))
    }

    pub fn begin(&self, look: Duration, over: Over) {
        let watched = Watched { look, over, interrupted_for: Duration::ZERO };
        let mut state = self.0.state();
        state.watched = Some(watched);
        if state.asleep {
            self.0.woken.notify_one();
        }
    }

    /// Nothing is interrupted any more once this returns.
    pub fn end(&self) {
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
    fn look_on(&self, interrupt: &dyn Fn()) {
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
                watched.interrupt_when_over(interrupt);
            }
        }
    }
}

impl Watched {
    fn interrupt_when_over(&mut self, interrupt: &dyn Fn()) {
        if !(self.over)() {
            return;
        }
        interrupt();
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

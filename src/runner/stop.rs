//! A request to stop, made by a signal and seen by whoever runs or waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use crate::db;
use crate::time::{Clock, Span};
use crate::whole_file;

/// How long what is running may go on, unless somebody says otherwise.
const GRACE: Duration = Duration::from_secs(5);

/// What a shell adds to the number of a signal that ended a process.
const ENDED_BY: i32 = 128;

/// Whether somebody asked this process to stop. Copies share the request.
///
/// What stops by itself says so ([`Stop::attend`]) and looks. Where nobody does, the process ends at once: nothing is claimed
/// then, and a transaction that is open is undone.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// How often somebody asked: twice is at once.
    asked: AtomicU8,
    /// When somebody first asked, in milliseconds by the clock that never goes back.
    asked_at: AtomicU64,
    /// How long what is running may go on after that, in milliseconds; 0 as long as nobody said.
    grace: AtomicU64,
    attended: AtomicBool,
    stays: AtomicBool,
    reload: AtomicBool,
}

impl Stop {
    /// A request that SIGTERM and SIGINT make; they also wake the calling thread if it is parked. SIGHUP ends what does not
    /// stay, and makes what stays look at its files again.
    pub fn on_signals(clock: Clock) -> Result<Self> {
        let stop = Self::default();
        let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).context("watching for signals")?;
        let (heard, waiting) = (stop.clone(), thread::current());
        thread::spawn(move || {
            for signal in signals.forever() {
                heard.hear(signal, clock);
                waiting.unpark();
            }
        });
        Ok(stop)
    }

    fn hear(&self, signal: i32, clock: Clock) {
        let shared = &self.shared;
        if signal == SIGHUP && shared.stays.load(SeqCst) {
            shared.reload.store(true, SeqCst);
            return;
        }
        if shared.asked.load(SeqCst) == 0 {
            shared.asked_at.store(milliseconds(clock.elapsed()), SeqCst);
        }
        shared.asked.fetch_add(1, SeqCst);
        db::end_waits();
        if !shared.attended.load(SeqCst) {
            whole_file::remove_partial();
            low_level::exit(if shared.stays.load(SeqCst) { 0 } else { ENDED_BY + signal });
        }
    }

    /// This process stays until it is asked to stop: that is how it ends, and SIGHUP does not end it.
    pub fn stay(&self, grace: Span) {
        self.shared.grace.store(grace.milliseconds().max(1), SeqCst);
        self.shared.stays.store(true, SeqCst);
    }

    /// Says that somebody looks at the request from now on; `false` when it was made already.
    pub fn attend(&self) -> bool {
        self.shared.attended.store(true, SeqCst);
        !self.is_requested()
    }

    /// Says that nobody looks for now: a request ends the process.
    pub fn leave_alone(&self) {
        self.shared.attended.store(false, SeqCst);
        if self.is_requested() {
            // It came while somebody still looked.
            self.shared.attended.store(true, SeqCst);
        }
    }

    /// Whether somebody asked, and the grace since then is over; `now` is a monotonic time.
    pub fn is_over(&self, now: Duration) -> bool {
        let grace = match self.shared.grace.load(SeqCst) {
            0 => GRACE,
            said => Duration::from_millis(said),
        };
        let asked_at = Duration::from_millis(self.shared.asked_at.load(SeqCst));
        self.is_requested() && (self.shared.asked.load(SeqCst) > 1 || now.saturating_sub(asked_at) >= grace)
    }

    /// Whether somebody asked.
    pub fn is_requested(&self) -> bool {
        self.shared.asked.load(SeqCst) > 0
    }

    /// Whether somebody asked to look at the files again; asked once.
    pub fn takes_reload(&self) -> bool {
        self.shared.reload.swap(false, SeqCst)
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

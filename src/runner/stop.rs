//! A request to stop, made by a signal and seen by whoever runs or waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::time::Span;

/// Whether somebody asked this process to stop. Copies share the request.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    requested: Arc<AtomicBool>,
    /// How long what is running may go on.
    grace: Duration,
    seen: Option<Duration>,
}

impl Stop {
    /// A request that SIGTERM and SIGINT make; they also wake the calling thread if it is parked.
    /// What is running then may go on for as long as `grace`.
    pub fn on_signals(grace: Span) -> Result<Self> {
        let stop = Self { grace: Duration::from_millis(grace.milliseconds()), ..Self::default() };
        let mut signals = Signals::new([SIGTERM, SIGINT]).context("watching for SIGTERM and SIGINT")?;
        let (flag, waiting) = (stop.clone(), thread::current());
        thread::spawn(move || {
            for _ in signals.forever() {
                flag.request();
                waiting.unpark();
            }
        });
        Ok(stop)
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked, and the grace since this was first seen is over; `now` is a monotonic time.
    pub fn is_over(&mut self, now: Duration) -> bool {
        self.is_requested() && now.saturating_sub(*self.seen.get_or_insert(now)) >= self.grace
    }

    /// Whether somebody asked.
    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }
}

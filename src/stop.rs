//! A request to stop, made by a signal and seen by whoever runs or waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Whether somebody asked this process to stop. Copies share the request.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A request that SIGTERM and SIGINT make; they also wake the calling thread if it is parked.
    ///
    /// # Errors
    /// When the signals cannot be watched.
    pub fn on_signals() -> Result<Self> {
        let stop = Self::default();
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
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

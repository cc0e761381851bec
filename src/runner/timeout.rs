//! How long the steps of a run may take: the job's timeout, or the grace after a request to stop,
//! interrupts a statement that does not end.

use std::fmt;
use std::time::Duration;

use anyhow::{Error, Result};

use super::Runner;
use crate::db::Trouble;
use crate::time::Span;

/// How often to look, beside a statement whose instructions are long ones, whether its time is over.
const LOOK: Duration = Duration::from_millis(20);

/// The attempt was cut off because this process is to stop: it is not the job's fault.
#[derive(Debug)]
pub(super) struct Stopped;

impl std::error::Error for Stopped {}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("stopped: nothing more is begun")
    }
}

/// The time that an attempt has.
pub(super) struct TimeLimit<'a> {
    runner: &'a Runner<'a>,
    timeout: Span,
    end: Duration,
}

/// The same error, which came of a job's timeout.
pub(super) fn over(error: Error, timeout: Span) -> Error {
    error.context(format!(
        "interrupted after {timeout} (timeout): raise the job's timeout if it may take longer"
    ))
}

impl<'a> TimeLimit<'a> {
    /// The limit of an attempt that began at `began` and may take `timeout`.
    pub fn of(runner: &'a Runner<'a>, timeout: Span, began: Duration) -> Self {
        Self { runner, timeout, end: began.saturating_add(Duration::from_millis(timeout.milliseconds())) }
    }

    /// Does `work`, and interrupts its statements when the time is over.
    ///
    /// # Errors
    /// Says what interrupted it; else whatever `work` returns.
    pub fn within<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let (clock, end, grace) = (self.runner.clock, self.end, self.runner.stop.clone());
        let is_over = move || clock.elapsed() >= end || grace.is_over(clock.elapsed());
        let _watch = self.runner.db.interrupt_when(LOOK, is_over)?;
        work().map_err(|error| match Trouble::Interrupted.is_cause_of(&error) {
            true if clock.elapsed() < end => {
                error.context(Stopped).context("interrupted by a request to stop; it is run again")
            }
            true => over(error, self.timeout),
            false => error,
        })
    }
}

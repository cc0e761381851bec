//! How long the steps of a run may take: the job's timeout, or the grace after a request to stop,
//! interrupts a statement that does not end.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Runner;
use crate::db::Trouble;
use crate::job::Job;

/// The attempt was cut off because this process is to stop: it is not the job's fault.
#[derive(Debug)]
pub(super) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl Runner<'_> {
    /// Does `work`, which began at `started`, within the job's timeout.
    pub(super) fn within_timeout<T>(
        &self,
        job: &Job,
        started: Duration,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let elapsed = self.clock.monotonic;
        let end = started.saturating_add(Duration::from_secs(job.timeout.seconds()));
        let mut grace = self.stop.clone();
        let _watch = self.db.interrupt_when(move || elapsed() >= end || grace.is_over(elapsed()))?;
        match work() {
            Err(error) if Trouble::Interrupted.is_cause_of(&error) && elapsed() < end => {
                Err(error.context(Stopped).context("interrupted by a request to stop; it is run again"))
            }
            Err(error) if Trouble::Interrupted.is_cause_of(&error) => Err(error).with_context(|| {
                format!(
                    "interrupted after {} (timeout): raise the job's timeout if it may take longer",
                    job.timeout
                )
            }),
            done => done,
        }
    }
}

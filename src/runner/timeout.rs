//! How long the steps of a run may take: the job's timeout interrupts a statement that does not end.

use std::time::Duration;

use anyhow::{Context, Result};

use super::Runner;
use crate::db::Trouble;
use crate::job::Job;

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
        let _watch = self.db.interrupt_when(move || elapsed() >= end)?;
        match work() {
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

//! A dry run: work in one transaction that is rolled back, and what it would have changed.

use anyhow::{Error, Result};

use super::{RunReport, Tick};
use crate::db::{Db, TableChange, Trouble};
use crate::time::Span;

/// What came of a dry run.
pub enum DryRun<T> {
    /// Another runner is at work, and stayed so for the whole lock timeout.
    AnotherAtWork,
    /// What the work returned, and what it would have changed, table by table.
    Done(T, Vec<TableChange>),
    /// A failure undid more than its own part, so that the rest cannot be told.
    Over(Error),
}

impl DryRun<Tick> {
    /// The reports of a tick in place of the tick.
    pub fn reports(self) -> DryRun<Vec<RunReport>> {
        match self {
            Self::AnotherAtWork | Self::Done(Tick::AnotherAtWork, _) => DryRun::AnotherAtWork,
            Self::Done(Tick::Done(reports), changes) => DryRun::Done(reports, changes),
            Self::Over(error) => DryRun::Over(error),
        }
    }
}

/// Does `work` as the only runner, in a transaction that is rolled back.
pub fn dry_run<T>(db: &Db, lock_timeout: Span, work: impl FnOnce() -> Result<T>) -> Result<DryRun<T>> {
    // Before the write lock, as runners do: else each could hold what the other waits for.
    let Some(_lock) = db.runner_lock(lock_timeout)? else { return Ok(DryRun::AnotherAtWork) };
    match db.dry_run(work) {
        Ok((done, changes)) => Ok(DryRun::Done(done, changes)),
        Err(error) if Trouble::DryRunOver.is_cause_of(&error) => Ok(DryRun::Over(error)),
        Err(error) => Err(error),
    }
}

//! A dry run: work in one transaction that is rolled back, and what it would have changed.

use anyhow::{Context, Result, ensure};

use super::engine::Scope;
use super::{Db, TableChange, Trouble};

/// What becomes of the transactions of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeping {
    /// Each is there for good when it is committed.
    ForGood,
    /// They are parts of a dry run, which is rolled back.
    DryRun,
}

impl Keeping {
    pub(super) fn scope(self) -> Scope {
        match self {
            Self::ForGood => Scope::ForGood,
            Self::DryRun => Scope::Part,
        }
    }
}

impl Db {
    /// Does `work`, whose transactions see the effects of those before, and rolls everything back.
    /// Returns the result of `work`, and what it would have changed, table by table.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when the write lock is not free in time, [`Trouble::DryRunOver`] when a
    /// failure undid more than its own part; else whatever `work` returns.
    pub fn dry_run<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<(T, Vec<TableChange>)> {
        self.undone(|| work().and_then(|value| Ok((value, self.engine.changes()?))))
    }

    /// The same where nobody asks what would have changed.
    ///
    /// # Errors
    /// As [`Db::dry_run`].
    pub fn undone<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.engine.begin(Scope::ForGood)?;
        self.keeping.set(Keeping::DryRun);
        let done = work();
        self.keeping.set(Keeping::ForGood);
        if self.engine.is_in_transaction() {
            self.engine.roll_back(Scope::ForGood).context("rolling back the dry run")?;
        }
        done
    }

    /// Does `work` as a part that is undone alone when it fails, where all will be rolled back.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn in_part<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.is_in_dry_run() { self.transaction(work) } else { work() }
    }

    /// Whether all that is done now will be rolled back.
    pub fn is_in_dry_run(&self) -> bool {
        self.keeping.get() == Keeping::DryRun
    }

    /// Refuses to go on when SQLite itself rolled a dry run back: what follows would be for good.
    pub(super) fn ensure_still_dry(&self) -> Result<()> {
        let over = self.keeping.get() == Keeping::DryRun && !self.engine.is_in_transaction();
        ensure!(!over, Trouble::DryRunOver);
        Ok(())
    }
}

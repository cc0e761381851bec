//! Steps in parts: what they remove is old whatever happens, so each part is a commit of its own, with its count in the
//! run, and nobody waits long for the write lock.

use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::attempt::Attempt;
use super::timeout::{Stopped, TimeLimit};
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::Value;
use crate::job::PART;
use crate::run;
use crate::step::{FoundSoFar, Step};
use crate::trigger;

/// How long the write lock is free between two parts: whoever waits for it looks again every now and then, not always.
const PAUSE: Duration = Duration::from_millis(10);

/// How many parts a dry run takes as one: nobody else has the lock between two, and to a server what was removed is in the way
/// until all is undone.
const TOGETHER_IN_DRY_RUN: usize = 100;

impl Attempt<'_> {
    /// Carries out the steps that go in parts, where the job's do; returns how many rows all attempts of the run removed.
    pub(super) fn run_parts(&self) -> Result<usize> {
        let job = self.claim.job;
        if !job.in_parts {
            return Ok(0);
        }
        let params = self.params()?;
        let mut params: Vec<(&str, Value)> =
            params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let mut removed = 0;
        TimeLimit::of(self.runner, job.timeout, self.began).within(|| {
            for step in job.steps.iter().filter(|step| step.in_parts.is_some()) {
                params.push((
                    PART,
                    step.in_parts.map(|rows| rows.saturating_mul(self.parts_together())).into(),
                ));
                crash_point::reached(CrashPoint::Before(Act::Step), &job.name);
                removed = self.repeat(step, &params)?;
                crash_point::reached(CrashPoint::After(Act::Step), &job.name);
                params.pop();
            }
            Ok(removed)
        })
    }

    fn parts_together(&self) -> usize {
        if self.runner.db.is_in_dry_run() { TOGETHER_IN_DRY_RUN } else { 1 }
    }

    /// Repeats the step until it removes nothing.
    fn repeat(&self, step: &Step, params: &[(&str, Value)]) -> Result<usize> {
        loop {
            ensure!(!self.runner.stop.is_requested(), Stopped);
            let (in_part, in_all) = self.part(step, params)?;
            if in_part == 0 {
                return Ok(in_all);
            }
            if !self.runner.db.is_in_dry_run() {
                // A request to stop wakes it.
                thread::park_timeout(PAUSE);
            }
        }
    }

    /// One part; returns how many rows it removed, and all parts of the run so far.
    fn part(&self, step: &Step, params: &[(&str, Value)]) -> Result<(usize, usize)> {
        let db = self.runner.db;
        self.runner.commit(Act::Part, &self.claim.job.name, || {
            let removed = match step.remove_at_once(db, params)? {
                0 => step.run(db, params, &mut FoundSoFar::default())?.rows_changed,
                removed => removed,
            };
            trigger::ensure_held(db, self.claim.key(self.runner))?;
            Ok((removed, run::count_part(db, &self.claim.run, removed)?))
        })
    }
}

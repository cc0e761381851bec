//! Taking up what a dead runner left. Whoever holds the runner lock knows that it is dead.

use anyhow::Result;

use super::{RunReport, Runner};
use crate::finding::{Level, Note};
use crate::run::{self, Outcome, RunOrigin};
use crate::runner::crash_point::Act;
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::trigger::{self, Blame, Orphan};

/// Attempts at a job whose file is not here.
const ATTEMPTS_BY_DEFAULT: i64 = 3;

impl Runner<'_> {
    /// Records every attempt that was cut off, and lets its run have another while it has attempts left.
    /// Gives those that had none left.
    pub(super) fn take_up_abandoned(&self, now: Time) -> Result<Vec<RunReport>> {
        let mut given_up = Vec::new();
        for orphan in trigger::running(self.db)? {
            given_up.extend(self.commit(Act::Takeover, &orphan.trigger.job, || self.take_up(&orphan, now))?);
        }
        Ok(given_up)
    }

    fn take_up(&self, orphan: &Orphan, now: Time) -> Result<Option<RunReport>> {
        let trigger = &orphan.trigger;
        let Some(run) = &trigger.run else {
            // Somebody set the state by hand: there is no run to account for.
            return trigger::recover(self.db, &trigger.sys_id).map(|()| None);
        };
        let limit = self.catalog.find(&trigger.job).map_or(ATTEMPTS_BY_DEFAULT, |job| job.retry.attempts);
        let runner = orphan.claimed_by.as_deref().unwrap_or("unknown");
        let message =
            format!("attempt {} of {limit} was abandoned: its runner {runner} died", orphan.attempt);
        let outcome = self.give_another_attempt(orphan, run, limit, &message, now)?;
        run::count_abandoned(self.db, run)?;
        run::finish(self.db, run, outcome, None, Some(&message), now)?;
        let level = if outcome == Outcome::Retry { Level::Warning } else { Level::Error };
        log::warn!("{}: {message}", trigger.job);
        let note = Note::new(level, message);
        syslog::write(self.db, Speaker { source: &trigger.job, run: Some(run) }, now, &note)?;
        let given_up = outcome != Outcome::Retry;
        Ok(given_up.then(|| RunReport::unfinished(&trigger.job, run, outcome, note)))
    }

    fn give_another_attempt(
        &self,
        orphan: &Orphan,
        run: &str,
        limit: i64,
        why: &str,
        now: Time,
    ) -> Result<Outcome> {
        let trigger = &orphan.trigger;
        if trigger.repeats && orphan.origin == Some(RunOrigin::Manual) {
            // Whoever asked for it saw it die; its own occurrences are not touched.
            trigger::recover(self.db, &trigger.sys_id)?;
            return Ok(Outcome::Abandoned);
        }
        if orphan.attempt < limit {
            trigger::requeue(self.db, &trigger.sys_id, run, now, why, Blame::Job)?;
            return Ok(Outcome::Retry);
        }
        trigger::stop(self.db, &trigger.sys_id, run, why)?;
        Ok(Outcome::Abandoned)
    }
}

//! Failure: the attempt was rolled back; one short commit records it and what comes next.

use anyhow::{Context, Error, Result};

use super::claim::Claim;
use super::timeout::Stopped;
use super::{RunReport, Runner};
use crate::db::Trouble;
use crate::finding::{Level, Note};
use crate::run::{self, Outcome, RunOrigin};
use crate::runner::crash_point::Act;
use crate::time::Time;
use crate::trigger::{self, Blame, Ended};

impl Runner<'_> {
    /// Records a failed attempt: another follows, or the occurrence has failed.
    pub(super) fn record_failure(&self, claim: &Claim, error: &Error, now: Time) -> Result<RunReport> {
        let message = format!("{error:#}");
        let recording = || format!("recording that {} failed: {message}", claim.job.name);
        let settle = || self.settle(claim, error, &message, now);
        let (outcome, note) = self.commit(Act::Failure, &claim.job.name, settle).with_context(recording)?;
        log::error!("{}: {}", claim.job.name, note.message);
        Ok(RunReport::unfinished(&claim.job.name, &claim.run, outcome, note))
    }

    fn settle(&self, claim: &Claim, error: &Error, message: &str, now: Time) -> Result<(Outcome, Note)> {
        let retry = claim.job.retry;
        // Somebody who asked for a repeating job sees it fail; its own occurrences are not touched.
        let by_hand = claim.trigger.repeats && claim.origin == RunOrigin::Manual;
        let not_its_fault = error.downcast_ref::<Stopped>().is_some() || Trouble::Busy.is_cause_of(error);
        let (outcome, note) = if not_its_fault && !by_hand {
            trigger::requeue(self.db, &claim.trigger.sys_id, &claim.run, now, message, Blame::Nobody)?;
            (Outcome::Retry, Note::new(Level::Warning, message))
        } else if claim.attempt < retry.attempts && !by_hand {
            let next = now + retry.delay_after(claim.attempt);
            trigger::requeue(self.db, &claim.trigger.sys_id, &claim.run, next, message, Blame::Job)?;
            let text = format!(
                "attempt {} of {} failed, the next is at {next}: {message}",
                claim.attempt, retry.attempts
            );
            (Outcome::Retry, Note::new(Level::Warning, text))
        } else {
            self.give_up(claim, message)?;
            (
                Outcome::Failed,
                Note::new(Level::Error, format!("failed in attempt {}: {message}", claim.attempt)),
            )
        };
        run::finish(self.db, &claim.run, outcome, None, Some(message), now)?;
        self.say(claim, std::slice::from_ref(&note), now)?;
        Ok((outcome, note))
    }

    fn give_up(&self, claim: &Claim, message: &str) -> Result<()> {
        match claim.trigger.repeats {
            true => self.give_back(claim, Ended { error: Some(message), milliseconds: 0 }),
            false => trigger::stop(self.db, &claim.trigger.sys_id, &claim.run, message),
        }
    }
}

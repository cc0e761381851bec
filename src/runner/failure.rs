//! Failure: the attempt was rolled back; one short commit records it and what comes next.

use anyhow::{Context, Error, Result};

use super::RunReport;
use super::attempt::Attempt;
use super::cut_off;
use super::timeout::Stopped;
use crate::crash_point::Act;
use crate::db::is_of_the_way;
use crate::finding::{Level, Note};
use crate::password::hidden;
use crate::printable::shortened;
use crate::pull::own_account::Gone;
use crate::run::{self, Finish, Outcome};
use crate::time::Time;
use crate::trigger::{self, Blame};

/// The most letters of an error that are kept: one may repeat a value of the user's.
const LONGEST: usize = 4_000;

/// An attempt that failed, and when that was known.
pub(super) struct Failure<'a> {
    attempt: &'a Attempt<'a>,
    error: &'a Error,
    message: String,
    at: Time,
}

impl<'a> Failure<'a> {
    /// The failure of an attempt, which is known now.
    pub fn of(attempt: &'a Attempt<'a>, error: &'a Error) -> Self {
        Self {
            attempt,
            error,
            message: shortened(&hidden(&format!("{error:#}")), LONGEST),
            at: attempt.runner.clock.now(),
        }
    }

    /// Records it: another attempt follows, or the occurrence has failed.
    pub fn record(&self) -> Result<RunReport> {
        let (claim, runner) = (&self.attempt.claim, self.attempt.runner);
        let recording = || format!("recording that {} failed: {}", claim.job.name, self.message);
        let (outcome, note) = match runner.commit(Act::Failure, &claim.job.name, || self.settle()) {
            Err(error) if runner.is_cut_off_by(&error) && self.is_nobodys_fault() => {
                cut_off::note(runner.db.path(), &runner.name).with_context(recording)?;
                (Outcome::Retry, Note::new(Level::Warning, &self.message))
            }
            done => done.with_context(recording)?,
        };
        let (job, run, due) = (claim.job.name.as_str(), claim.run.as_str(), claim.due.iso());
        log::error!(job, run, due = due.as_str(); "{job}: {}", note.message);
        Ok(RunReport::unfinished(job, run, Some(claim.due), outcome, note))
    }

    fn settle(&self) -> Result<(Outcome, Note)> {
        let (outcome, note) = self.what_follows()?;
        let finish =
            Finish { run: &self.attempt.claim.run, outcome, rows_changed: None, error: Some(&self.message) };
        run::finish(self.attempt.runner.db, finish, self.at)?;
        self.attempt.say(std::slice::from_ref(&note))?;
        Ok((outcome, note))
    }

    fn what_follows(&self) -> Result<(Outcome, Note)> {
        let (claim, runner, message) = (&self.attempt.claim, self.attempt.runner, &self.message);
        let (attempt, retry) = (claim.attempt, claim.job.retry);
        if self.is_nobodys_fault() && !claim.is_extra() {
            claim.requeue(runner, self.at, message, Blame::Nobody)?;
            return Ok((Outcome::Retry, Note::new(Level::Warning, message)));
        }
        if self.is_nobodys_fault() {
            // Whoever asked for it saw it end; its own occurrences are not touched.
            trigger::recover(runner.db, &claim.trigger.sys_id)?;
            return Ok((Outcome::Skipped, Note::new(Level::Warning, message)));
        }
        if attempt < retry.attempts && !claim.is_extra() && !self.waits_for_somebody() {
            let next = self.at + retry.delay_after(attempt);
            claim.requeue(runner, next, message, Blame::Job)?;
            let of = retry.attempts;
            let text = format!("attempt {attempt} of {of} failed, the next is at {next}: {message}");
            return Ok((Outcome::Retry, Note::new(Level::Warning, text)));
        }
        claim.give_up(runner, message)?;
        let text = format!("failed in attempt {attempt}: {message}");
        Ok((Outcome::Failed, Note::new(Level::Error, text)))
    }

    /// Whether another attempt is of no use before somebody has given the account back.
    fn waits_for_somebody(&self) -> bool {
        self.error.downcast_ref::<Gone>().is_some()
    }

    fn is_nobodys_fault(&self) -> bool {
        self.error.downcast_ref::<Stopped>().is_some() || is_of_the_way(self.error)
    }
}

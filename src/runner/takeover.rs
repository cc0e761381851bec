//! Taking up what a dead runner left. Whoever holds the runner lock knows that it is dead.

use anyhow::Result;

use super::{RunReport, Runner, cut_off};
use crate::crash_point::Act;
use crate::db::Db;
use crate::finding::{Level, Note};
use crate::job::Catalog;
use crate::run::{self, Finish, Outcome, RunOrigin};
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::trigger::{self, Blame, Orphan};

/// Attempts at a job whose file is not here.
const ATTEMPTS_BY_DEFAULT: i64 = 3;

/// Records every attempt that was cut off, and lets its run have another while it has attempts left.
/// Returns those that had none left.
pub(super) fn take_up_abandoned(runner: &Runner, catalog: &Catalog) -> Result<Vec<RunReport>> {
    let (mut given_up, orphans) = (Vec::new(), trigger::running(runner.db)?);
    runner.took_up.set(!orphans.is_empty());
    let stopped = cut_off::noted(runner.db.path());
    for orphan in &orphans {
        let job = &orphan.trigger.job;
        let limit = catalog.find(job).map_or(ATTEMPTS_BY_DEFAULT, |job| job.retry.attempts);
        let is_stopped = orphan.claimed_by.as_ref().is_some_and(|runner| stopped.contains(runner));
        let blame = if is_stopped || orphan.shared() { Blame::Nobody } else { Blame::Job };
        let takeover = Takeover { db: runner.db, orphan, limit, blame, now: runner.clock.now() };
        given_up.extend(runner.commit(Act::Takeover, job, || takeover.take_up())?);
    }
    if !stopped.is_empty() {
        cut_off::forget(runner.db.path());
    }
    Ok(given_up)
}

/// One trigger that lost its runner.
struct Takeover<'a> {
    db: &'a Db,
    orphan: &'a Orphan,
    /// How many attempts its job has.
    limit: i64,
    blame: Blame,
    now: Time,
}

impl Takeover<'_> {
    fn take_up(&self) -> Result<Option<RunReport>> {
        let trigger = &self.orphan.trigger;
        let Some(run) = &trigger.run else {
            // Somebody set the state by hand: there is no run to account for.
            return trigger::recover(self.db, &trigger.sys_id).map(|()| None);
        };
        let message = self.message();
        let outcome = self.give_another_attempt(run, &message)?;
        if self.blame == Blame::Job {
            run::count_abandoned(self.db, run)?;
        }
        run::finish(self.db, Finish { run, outcome, rows_changed: None, error: Some(&message) }, self.now)?;
        let (job, due) = (trigger.job.as_str(), self.orphan.due.map(Time::iso).unwrap_or_default());
        log::warn!(job, run = run.as_str(), due = due.as_str(); "{job}: {message}");
        let given_up = matches!(outcome, Outcome::Abandoned);
        let level = if given_up { Level::Error } else { Level::Warning };
        let note = Note::new(level, message);
        syslog::write(self.db, Speaker { source: &trigger.job, run: Some(run) }, self.now, &note)?;
        Ok(given_up.then(|| RunReport::unfinished(job, run, self.orphan.due, outcome, note)))
    }

    fn message(&self) -> String {
        let runner = self.orphan.claimed_by.as_deref().unwrap_or("unknown");
        let (attempt, limit) = (self.orphan.trigger.attempts, self.limit);
        if self.orphan.shared() {
            return format!(
                "its runner {runner} died while jobs shared a commit: nothing of any was kept, each is run again alone"
            );
        }
        if self.blame == Blame::Nobody {
            return format!(
                "cut off by a request to stop, while another program held the file, in runner {runner}"
            );
        }
        format!("attempt {attempt} of {limit} was abandoned: its runner {runner} died")
    }

    fn give_another_attempt(&self, run: &str, why: &str) -> Result<Outcome> {
        let trigger = &self.orphan.trigger;
        let named = (trigger.sys_id.as_str(), run);
        if trigger.repeats && self.orphan.origin == Some(RunOrigin::Manual) {
            // Whoever asked for it saw it die; its own occurrences are not touched.
            trigger::recover(self.db, &trigger.sys_id)?;
            let is_blamed = self.blame == Blame::Job;
            return Ok(if is_blamed { Outcome::Abandoned } else { Outcome::Skipped });
        }
        if trigger.attempts < self.limit || self.blame == Blame::Nobody {
            trigger::requeue(self.db, named, self.now, why, self.blame)?;
            return Ok(Outcome::Retry);
        }
        trigger::stop(self.db, named, why)?;
        Ok(Outcome::Abandoned)
    }
}

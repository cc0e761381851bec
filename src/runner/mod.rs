//! The runner: claims what is due, carries it out, and records its fate.
//!
//! A run is two commits. The first says that an attempt starts; the second holds everything the
//! job did together with the record of it, so they are there together or not at all.

mod attempt;
mod claim;
pub mod crash_point;
mod failure;
mod missed;
mod pull;
mod stop;
mod takeover;
mod timeout;

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use anyhow::Result;
use serde_json::Value as Json;

use crate::db::Db;
use crate::finding::Note;
use crate::job::Catalog;
use crate::report::Recorded;
use crate::run::{self, Outcome};
use crate::time::Clock;
use crate::time::Span;
use crate::time::Time;
use crate::trigger::{self, Demand, Trigger};
use crash_point::{Act, CrashPoint};
pub use stop::Stop;

/// Carries out what is due in one database.
pub struct Runner<'a> {
    /// The database.
    pub db: &'a Db,
    /// The jobs.
    pub catalog: &'a Catalog,
    /// Measures how long a run takes.
    pub clock: Clock,
    /// This runner, as `claimed_by` shows it.
    pub name: String,
    /// How long to wait for another runner.
    pub lock_timeout: Span,
    stop: Stop,
    said: Said,
}

/// What runners said that stays true: once is enough, also where each look for work has a runner of its own.
/// Copies share it.
#[derive(Clone, Debug, Default)]
pub struct Said(Rc<RefCell<HashSet<String>>>);

impl Said {
    fn warn_once(&self, message: String) {
        if !self.0.borrow().contains(&message) {
            log::warn!("{message}");
            self.0.borrow_mut().insert(message);
        }
    }
}

/// What came of looking for work.
#[derive(Debug)]
pub enum Tick {
    /// Another runner is at work, and stayed so for the whole lock timeout.
    AnotherAtWork,
    /// Everything due was carried out, in this order.
    Done(Vec<RunReport>),
}

/// How one attempt went.
#[derive(Debug)]
pub struct RunReport {
    /// The job.
    pub job: String,
    /// The run (`sys_trigger_run.sys_id`).
    pub run: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What became of its findings.
    pub recorded: Recorded,
    /// What it wrote to the log, in order.
    pub notes: Vec<Note>,
    /// What its rule has to show, for `--json`.
    pub evidence: Option<Json>,
}

impl RunReport {
    /// The report of an attempt that left nothing but a line in the log.
    fn unfinished(job: &str, run: &str, outcome: Outcome, note: Note) -> Self {
        Self {
            job: job.to_owned(),
            run: run.to_owned(),
            outcome,
            recorded: Recorded::default(),
            notes: vec![note],
            evidence: None,
        }
    }

    /// Whether the attempt failed.
    pub fn failed(&self) -> bool {
        self.outcome != Outcome::Ran
    }
}

impl<'a> Runner<'a> {
    /// A runner on `db`; `name` is what others see at work.
    pub fn new(db: &'a Db, catalog: &'a Catalog, clock: Clock, name: String, lock_timeout: Span) -> Self {
        Self { db, catalog, clock, name, lock_timeout, stop: Stop::default(), said: Said::default() }
    }

    /// The same runner, which claims nothing more once a stop is asked for.
    #[must_use]
    pub fn until(mut self, stop: &Stop) -> Self {
        self.stop = stop.clone();
        self
    }

    /// The same runner, which does not repeat what others said before it.
    #[must_use]
    pub fn after(mut self, said: &Said) -> Self {
        self.said = said.clone();
        self
    }

    /// Carries out everything that is due at `now`.
    ///
    /// # Errors
    /// When the database cannot be used. A job that fails is a report, not an error.
    pub fn run_due(&self, now: Time) -> Result<Tick> {
        let reports = self.alone(now, |given_up| self.drain(given_up, now))?;
        Ok(reports.map_or(Tick::AnotherAtWork, Tick::Done))
    }

    /// Does `work` as the only runner, after taking up what a dead one left; `None` when another
    /// runner is at work for longer than the lock timeout. `work` is handed the runs that were given up.
    ///
    /// # Errors
    /// When the database cannot be used, and whatever `work` returns.
    pub fn alone<T>(&self, now: Time, work: impl FnOnce(Vec<RunReport>) -> Result<T>) -> Result<Option<T>> {
        let Some(_lock) = self.db.runner_lock(self.lock_timeout)? else {
            return Ok(None);
        };
        self.warn_of_earlier_time(now)?;
        work(self.take_up_abandoned(now)?).map(Some)
    }

    fn drain(&self, mut reports: Vec<RunReport>, now: Time) -> Result<Vec<RunReport>> {
        loop {
            let due = self.due(now)?;
            if due.is_empty() {
                return Ok(reports);
            }
            for trigger in due {
                if self.stop.is_requested() {
                    return Ok(reports);
                }
                if let Some(claim) = self.claim(&trigger, Demand::WhenDue, now)? {
                    reports.push(self.carry_out(&claim, now)?);
                }
            }
        }
    }

    /// Carries out one trigger at once, due or not; `None` when it is gone. To be called [`Runner::alone`].
    ///
    /// # Errors
    /// As [`Runner::run_due`].
    pub fn run_now(&self, trigger: &Trigger, now: Time) -> Result<Option<RunReport>> {
        let claim = self.claim(trigger, Demand::AtOnce, now)?;
        claim.map(|claim| self.carry_out(&claim, now)).transpose()
    }

    /// A clock that was set back runs nothing twice: what ran is next due after it ran. But say so.
    fn warn_of_earlier_time(&self, now: Time) -> Result<()> {
        if let Some(latest) = run::latest_start(self.db)?.filter(|latest| now < *latest) {
            log::warn!(
                "it is {now}, but a run started at {latest}: the clock went back; what ran is not run again"
            );
        }
        Ok(())
    }

    /// A commit of the runner about `job`: all of `work` is there afterwards, or nothing.
    fn commit<T>(&self, act: Act, job: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let work = || work().inspect(|_| crash_point::reached(CrashPoint::Before(act), job));
        self.db.transaction(work).inspect(|_| crash_point::reached(CrashPoint::After(act), job))
    }

    /// What is due and has a job here. A trigger without one stays due, and is said once.
    fn due(&self, now: Time) -> Result<Vec<Trigger>> {
        let mut due = trigger::due(self.db, now)?;
        due.retain(|trigger| {
            let known = self.catalog.find(&trigger.job).is_some();
            if !known {
                self.said.warn_once(format!(
                    "{} is due since {} but there is no such job here: pass --jobs DIR, or delete its trigger {}",
                    trigger.job, trigger.next_action, trigger.sys_id
                ));
            }
            known
        });
        Ok(due)
    }
}

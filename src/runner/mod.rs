//! The runner: claims what is due, carries it out, and records its fate.
//!
//! A run is two commits. The first says that an attempt starts; the second holds everything the
//! job did together with the record of it, so they are there together or not at all.

mod attempt;
mod claim;
mod clock_doubt;
mod cut_off;
mod dry_run;
mod failure;
mod missed;
mod news;
mod parts;
mod pulling;
mod pulls;
mod renewal;
mod report;
mod round;
mod sharing;
mod stop;
mod takeover;
mod tick;
mod timeout;

use std::cell::Cell;
use std::collections::HashSet;

use anyhow::{Context, Error, Result, bail, ensure};

use crate::clone;
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::{Db, Trouble, is_of_the_way, new_sys_id};
use crate::job::{Catalog, Job, Plan};
use crate::run;
use crate::time::{Clock, Span, Time};
use crate::trigger::{self, Trigger};
use attempt::Attempt;
use claim::Claim;
pub use claim::NO_NEW_ROWS;
pub use clock_doubt::{MAY_DIFFER, clock_doubt};
pub use dry_run::{DryRun, dry_run};
use failure::Failure;
pub use pulling::{Brought, Pulled, fetch};
pub use renewal::Look;
use renewal::Lookout;
pub use report::{RunReport, Tick};
pub use stop::Stop;
use timeout::Stopped;

/// Longer than any clock was away.
const NEVER_OLD: Span = Span::from_seconds(u32::MAX as u64);

/// What is said of an attempt that a stop kept from waiting any longer.
const WAITED: &str = "interrupted by a request to stop while it waited for the file; it is run again";

/// Carries out what is due in one database, for as long as it is asked to.
pub struct Runner<'a> {
    db: &'a Db,
    clock: Clock,
    /// This runner, as `claimed_by` shows it.
    name: String,
    lock_timeout: Span,
    stop: Stop,
    /// The triggers without a job that it warned of: once is enough.
    warned: HashSet<String>,
    /// Whether a pull that it claimed is under way: then a request to stop is attended to, also while it waits.
    is_pulling: Cell<bool>,
    /// Whether it took up what a dead runner left: then each is carried out alone, so that a death is told from its cause.
    took_up: Cell<bool>,
    lookout: Lookout<'a>,
}

impl<'a> Runner<'a> {
    /// A runner on `db`, which waits up to `lock_timeout` for another one.
    pub fn new(db: &'a Db, clock: Clock, lock_timeout: Span) -> Self {
        let name = unique_name(clock);
        Self {
            db,
            clock,
            name,
            lock_timeout,
            stop: Stop::default(),
            warned: HashSet::new(),
            is_pulling: Cell::new(false),
            took_up: Cell::new(false),
            lookout: Lookout::default(),
        }
    }

    /// The same runner, which claims nothing more once a stop is asked for.
    #[must_use]
    pub fn until(self, stop: &Stop) -> Self {
        Self { stop: stop.clone(), ..self }
    }

    /// The same runner, which looks again for job files that change while it waits for a pull.
    #[must_use]
    pub fn looking(self, look: Look<'a>) -> Self {
        Self { lookout: Lookout::by(look), ..self }
    }

    /// Carries out everything that is due, and what comes due meanwhile.
    ///
    /// # Errors
    /// When the database cannot be used. A job that fails is a report, not an error.
    pub fn run_due(&mut self, catalog: &Catalog) -> Result<Tick> {
        match self.alone(catalog, |runner, given_up| runner.drain(catalog, given_up)) {
            Ok(Some(reports)) => Ok(Tick::Done(reports)),
            Ok(None) => Ok(Tick::AnotherAtWork),
            Err(error) if self.is_cut_off_by(&error) => Ok(Tick::Done(Vec::new())),
            // Only a runner leaves a trigger in Running: then it is one of us who holds the file.
            Err(error) if Trouble::Busy.is_cause_of(&error) && self.another_runs()? => {
                Ok(Tick::AnotherAtWork)
            }
            Err(error) => Err(error),
        }
    }

    /// Carries out the trigger of `job` that comes first, due or not.
    ///
    /// # Errors
    /// When another runner is at work, or the database cannot be used.
    pub fn run_now(&mut self, catalog: &Catalog, job: &Job) -> Result<RunReport> {
        let report = self.alone(catalog, |runner, _| {
            let trigger = runner.first_trigger(job)?;
            if let Some(file) = trigger::held_by(catalog, job, trigger.job_file.as_deref()) {
                bail!("its trigger belongs to {file}: pass the --jobs of that file, or remove it");
            }
            runner.at_once(catalog, job, &trigger)
        });
        let running = || format!("running the job {}", job.name);
        report
            .and_then(|report| report.context("another runner is at work on this file; try again"))
            .with_context(running)
    }

    /// Does `work` as the only runner, after taking up what a dead one left; `None` when another runner is at work
    /// for longer than the lock timeout. `work` is handed the reports of the runs that were given up.
    fn alone<T>(
        &mut self,
        catalog: &Catalog,
        work: impl FnOnce(&mut Self, Vec<RunReport>) -> Result<T>,
    ) -> Result<Option<T>> {
        let Some(_lock) = self.db.runner_lock(self.lock_timeout)? else { return Ok(None) };
        self.db.ensure_in_place()?;
        self.warn_of_earlier_time()?;
        let given_up = takeover::take_up_abandoned(self, catalog)?;
        let done = work(self, given_up).map(Some);
        // Nothing is claimed any more, and whoever is told of it may keep this process waiting.
        self.stop.leave_alone();
        done
    }

    /// Makes the attempt that was claimed, and records how it went.
    fn carry_out(&self, catalog: &Catalog, claim: Claim) -> Result<RunReport> {
        let attempt = Attempt::begin(self, catalog, claim);
        Self::recorded(&attempt, attempt.make(None))
    }

    /// Records how an attempt went that did not end with its work.
    fn recorded(attempt: &Attempt, made: Result<RunReport>) -> Result<RunReport> {
        match made {
            Err(error) if attempt.runner.is_cut_off_by(&error) && Trouble::Busy.is_cause_of(&error) => {
                Failure::of(attempt, &error.context(WAITED)).record()
            }
            Err(error) if is_of_the_way(&error) => {
                // The lock or the connection was taken away after the claim. Where this cannot be recorded either, the
                // next runner takes the trigger up.
                if let Err(unrecorded) = Failure::of(attempt, &error).record() {
                    log::warn!("{unrecorded:#}");
                }
                Err(error)
            }
            Err(error) => Failure::of(attempt, &error).record(),
            done => done,
        }
    }

    /// The trigger that comes first. A job without one gets one that runs once.
    fn first_trigger(&self, job: &Job) -> Result<Trigger> {
        let now = self.clock.now();
        if trigger::of_job(self.db, &job.name, 1)?.is_empty() {
            match job.plan {
                Plan::AfterClone(_) => clone::check_latest_again(self.db, &job.name, now)?,
                Plan::Repeat { .. } | Plan::OnRequest => {
                    drop(trigger::schedule_once(self.db, &job.name, now, None)?);
                }
            }
        }
        trigger::first_of_job(self.db, &job.name)
    }

    /// A commit of the runner about `job`: all of `work` is there afterwards, or nothing.
    fn commit<T>(&self, act: Act, job: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let begins = matches!(act, Act::Claim | Act::Takeover);
        if begins && !self.is_pulling.get() {
            // Nothing is claimed while it waits for the lock: a request to stop may end the process.
            self.stop.leave_alone();
        }
        let work = || {
            ensure!(!begins || self.stop.attend(), Stopped);
            work().inspect(|_| crash_point::reached(CrashPoint::Before(act), job))
        };
        self.db.transaction(work).inspect(|_| crash_point::reached(CrashPoint::After(act), job))
    }

    /// Whether that came of a request to stop: then nobody waits for a lock.
    fn is_cut_off_by(&self, error: &Error) -> bool {
        error.is::<Stopped>() || (self.stop.is_requested() && Trouble::Busy.is_cause_of(error))
    }

    fn another_runs(&self) -> Result<bool> {
        let running = trigger::running(self.db)?;
        Ok(running.iter().any(|orphan| orphan.claimed_by.as_ref() != Some(&self.name)))
    }

    /// A clock that was set back runs nothing twice: what ran is next due after it ran. But say so.
    fn warn_of_earlier_time(&mut self) -> Result<()> {
        let now = self.clock.now();
        let latest = run::latest_start(self.db)?.filter(|latest| now < *latest);
        // Once two runs a day apart saw the same clock, it is the one that was ahead.
        let is_settled = |latest: Time| {
            Ok::<_, Error>(latest > now + MAY_DIFFER && clock_doubt(self.db, NEVER_OLD, now)?.is_none())
        };
        if let Some(latest) = latest
            && !is_settled(latest)?
        {
            log::warn!(
                "it is {now}, but a run started at {latest}: the clock went back; what ran is not run again"
            );
        }
        Ok(())
    }

    /// What is due at `now` and has a job here. A trigger without one stays due, and is said once.
    fn due(&mut self, catalog: &Catalog, now: Time) -> Result<Vec<Trigger>> {
        let due = trigger::due(self.db, now)?;
        // What another call's file has a hold on was said when the jobs were registered.
        let held = |job: &Job, file: Option<&str>| trigger::held_by(catalog, job, file).is_some();
        let job_of = |trigger: &Trigger| catalog.find(&trigger.job);
        let due =
            due.into_iter().filter(|it| !job_of(it).is_some_and(|job| held(job, it.job_file.as_deref())));
        let (known, unknown): (Vec<_>, Vec<_>) = due.partition(|trigger| job_of(trigger).is_some());
        // What is wrong with a job file was said when it was read.
        let is_faulty =
            |trigger: &Trigger| trigger.job_file.as_ref().is_some_and(|file| catalog.is_faulty(file));
        let unknown = unknown.into_iter().filter(|trigger| !is_faulty(trigger));
        for trigger in unknown.filter(|trigger| self.warned.insert(trigger.sys_id.clone())) {
            let file = trigger.job_file.map(|file| format!(" ({})", trigger::whereabouts(catalog, &file)));
            log::warn!(
                job = trigger.job.as_str(), due = trigger.next_action.iso().as_str();
                "{} is due since {} but there is no such job here{}: pass --jobs DIR, or delete its trigger {}",
                trigger.job,
                trigger.next_action,
                file.unwrap_or_default(),
                trigger.sys_id
            );
        }
        Ok(known)
    }
}

/// Host, process and a random part, so that no two runners are called the same: containers are all `host:1`.
fn unique_name(clock: Clock) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "localhost" } else { host.trim() };
    let id = new_sys_id(clock.now());
    let random = id.get(26..).unwrap_or_default();
    format!("{host}:{}:{random}", std::process::id())
}

//! One attempt at a run: its steps, its findings and the record of it in one transaction.

use std::time::Duration;

use anyhow::{Context, Result};

use super::claim::Claim;
use super::news;
use super::pulling::Pulled;
use super::timeout::TimeLimit;
use super::{RunReport, Runner};
use crate::amount::amount;
use crate::clone::{self, Sees};
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::Value;
use crate::finding::{Findings, Level, Note};
use crate::job::{Catalog, PART, Plan};
use crate::report::{self, Recorded};
use crate::run::Outcome;
use crate::step::FoundSoFar;
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::why;

/// An attempt that was claimed.
pub(super) struct Attempt<'a> {
    pub runner: &'a Runner<'a>,
    pub claim: Claim<'a>,
    catalog: &'a Catalog,
    /// When it began, by the clock that never goes back.
    pub began: Duration,
}

/// What all steps of a run did.
#[derive(Default)]
struct AllDone {
    found: Findings,
    rows_changed: usize,
}

impl<'a> Attempt<'a> {
    /// The attempt of that claim, which begins now.
    pub fn begin(runner: &'a Runner<'a>, catalog: &'a Catalog, claim: Claim<'a>) -> Self {
        Self::since(runner.clock.elapsed(), runner, catalog, claim)
    }

    /// The attempt of that claim, which began with its pull.
    pub fn since(began: Duration, runner: &'a Runner<'a>, catalog: &'a Catalog, claim: Claim<'a>) -> Self {
        Self { runner, claim, catalog, began }
    }

    /// Makes it, with what was pulled for it: its effects and the record of them are there together, or nothing is.
    pub fn make(&self, pulled: Option<Pulled>) -> Result<RunReport> {
        if pulled.is_some() {
            self.runner.db.make_days(self.claim.at)?;
        }
        let removed = self.run_parts()?;
        self.runner.commit(Act::Work, &self.claim.job.name, || self.work(pulled, removed))
    }

    /// The same within a transaction and its time, which it shares with others.
    pub fn work_beside_others(&self) -> Result<RunReport> {
        let (done, recorded) = self.run_and_report(None)?;
        self.conclude(done, recorded)
    }

    fn work(&self, pulled: Option<Pulled>, removed: usize) -> Result<RunReport> {
        let limit = TimeLimit::of(self.runner, self.claim.job.timeout, self.began);
        let (mut done, recorded) = limit.within(|| self.run_and_report(pulled))?;
        done.rows_changed += removed;
        self.conclude(done, recorded)
    }

    fn run_and_report(&self, pulled: Option<Pulled>) -> Result<(AllDone, Recorded)> {
        let (job, run) = (self.claim.job, &self.claim.run);
        let done = self.run_steps(pulled)?;
        let recorded = report::record(self.runner.db, job, run, self.claim.at, &done.found)?;
        Ok((done, recorded))
    }

    /// Writes down what came of it, and gives the trigger back.
    fn conclude(&self, mut done: AllDone, recorded: Recorded) -> Result<RunReport> {
        let (job, run) = (self.claim.job, &self.claim.run);
        let mut notes = std::mem::take(&mut done.found.notes);
        self.note_what_waits(&done.found)?;
        notes.extend(news::of(self.runner.db, job, done.found.doubts, self.claim.at)?);
        notes.push(Note::new(Level::Information, self.summary(recorded, done.rows_changed)));
        self.say(self.classes()?.as_slice())?;
        self.say(&notes)?;
        self.claim.end(self.runner, done.rows_changed, self.milliseconds())?;
        Ok(RunReport {
            job: job.name.clone(),
            run: run.clone(),
            due: Some(self.claim.due),
            outcome: Outcome::Ran,
            recorded,
            notes,
            evidence: done.found.evidence,
        })
    }

    fn run_steps(&self, pulled: Option<Pulled>) -> Result<AllDone> {
        let (db, job) = (self.runner.db, self.claim.job);
        let params = self.params()?;
        let mut params: Vec<(&str, Value)> =
            params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        params.push((PART, i64::MAX.into()));
        let (mut all, mut so_far) = (AllDone::default(), FoundSoFar::default());
        if let Some(pulled) = pulled {
            let brought = pulled.hand_in(db, self.catalog, self.claim.at)?;
            all.rows_changed += brought.stored.tally.rows_changed();
            all.found.notes.extend(brought.notes(self.claim.at));
        }
        for step in job.steps.iter().filter(|step| step.in_parts.is_none()) {
            crash_point::reached(CrashPoint::Before(Act::Step), &job.name);
            let done = step.run(db, &params, &mut so_far)?;
            crash_point::reached(CrashPoint::After(Act::Step), &job.name);
            all.found.add(done.findings);
            // Beside parts it notes what was counted: of a purge only what it removes is told.
            all.rows_changed += if job.in_parts { 0 } else { done.rows_changed };
        }
        Ok(all)
    }

    /// A check that could not see what the clone left is made again when rows come.
    fn note_what_waits(&self, found: &Findings) -> Result<()> {
        let claim = &self.claim;
        match (&claim.job.plan, &claim.trigger.job_context) {
            (Plan::AfterClone(_), Some(clone)) => {
                clone::note_check(self.runner.db, clone, &claim.job.name, Sees::of(&found.doubts))
            }
            _ => Ok(()),
        }
    }

    /// The parameters that are always there, and those of the job.
    pub fn params(&self) -> Result<Vec<(String, Value)>> {
        let claim = &self.claim;
        let mut params = vec![
            ("now".to_owned(), claim.at.into()),
            ("run".to_owned(), Value::from(&claim.run)),
            ("job".to_owned(), Value::from(&claim.job.name)),
            ("due".to_owned(), claim.due.into()),
            ("source".to_owned(), claim.job.source.as_deref().into()),
        ];
        if matches!(claim.job.plan, Plan::AfterClone(_)) {
            let clone = claim.trigger.job_context.as_ref();
            let clone = clone.context(
                "its trigger names no clone in job_context: record one with `midjobs after-clone`",
            )?;
            params.push(("clone_completed".to_owned(), clone::completed(self.runner.db, clone)?.into()));
        }
        params.extend(claim.job.bind(claim.at));
        Ok(params)
    }

    /// Writes lines to the log, with the time at which they are written.
    pub fn say(&self, notes: &[Note]) -> Result<()> {
        let speaker = Speaker { source: &self.claim.job.name, run: Some(&self.claim.run) };
        let now = self.runner.clock.now();
        notes.iter().try_for_each(|note| syslog::write(self.runner.db, speaker, now, note))
    }

    fn milliseconds(&self) -> i64 {
        let took = self.runner.clock.elapsed().saturating_sub(self.began);
        i64::try_from(took.as_millis()).unwrap_or(i64::MAX)
    }

    /// To what it is due that MID Servers do not work, counted for the log by a check after a clone.
    fn classes(&self) -> Result<Option<Note>> {
        if !matches!(self.claim.job.plan, Plan::AfterClone(_)) {
            return Ok(None);
        }
        let told = why::tell(self.runner.db.reader(), self.claim.at)?;
        let counted = told.counted_by_class();
        Ok((!counted.is_empty()).then(|| Note::new(Level::Information, format!("MID Servers: {counted}"))))
    }

    fn summary(&self, recorded: Recorded, rows_changed: usize) -> String {
        let job = self.claim.job;
        let mut what = Vec::new();
        if job.source.is_some() {
            what.push(format!(
                "{} opened, {} counted again",
                amount(recorded.opened, "issue"),
                recorded.counted
            ));
        }
        if job.resolve_absent {
            what.push(format!("{} resolved", recorded.resolved));
            if recorded.kept > 0 {
                what.push(format!("{} not found again and kept while rows are in doubt", recorded.kept));
            }
        }
        if job.source.is_none() || rows_changed > 0 {
            what.push(format!("{} changed", amount(rows_changed, "row")));
        }
        let what = what.join(", ");
        format!(
            "executed scheduled [sys_trigger] job: {}: {what}{}",
            job.name,
            late(self.claim.due, self.claim.at)
        )
    }
}

/// How late an occurrence was picked up; nothing when it was on time.
fn late(due: Time, at: Time) -> String {
    let late = at.since(due);
    match late.seconds() {
        0 => String::new(),
        _ => format!("; due {due}, {} late", late.in_words()),
    }
}

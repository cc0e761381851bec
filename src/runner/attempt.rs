//! One attempt at a run: its steps, its findings and the record of it in one transaction.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value as Json;

use super::claim::{Claim, next_due};
use super::pull::Pulled;
use super::{RunReport, Runner};
use crate::clone;
use crate::db::{Trouble, Value};
use crate::finding::{Finding, Level, Note};
use crate::job::Plan;
use crate::report::{self, Recorded};
use crate::run::{self, Outcome, RunOrigin};
use crate::runner::crash_point::{self, Act, CrashPoint};
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::trigger::{self, Ended};

/// What all steps of a run did.
#[derive(Default)]
struct AllDone {
    findings: Vec<Finding>,
    notes: Vec<Note>,
    evidence: Option<Json>,
    rows_changed: usize,
}

impl Runner<'_> {
    /// Makes the attempt that was claimed, and records how it went.
    pub(super) fn carry_out(&self, claim: &Claim, now: Time) -> Result<RunReport> {
        let started = (self.clock.monotonic)();
        let attempt = || {
            // It leaves the database, so the transaction is not open yet.
            let pulled = self.pull(claim.job, now)?;
            self.commit(Act::Work, &claim.job.name, || self.work(claim, pulled, started, now))
        };
        match attempt() {
            Err(error) if Trouble::Busy.is_cause_of(&error) => {
                // The lock was taken away after the claim. Where this cannot be recorded either, the
                // next runner takes the trigger up.
                if let Err(unrecorded) = self.record_failure(claim, &error, now) {
                    log::warn!("{unrecorded:#}");
                }
                Err(error)
            }
            Err(error) => self.record_failure(claim, &error, now),
            done => done,
        }
    }

    fn work(&self, claim: &Claim, pulled: Vec<Pulled>, started: Duration, now: Time) -> Result<RunReport> {
        let steps = || self.run_steps(claim, pulled, now);
        let mut done = self.within_timeout(claim.job, started, steps)?;
        let recorded = report::record(self.db, claim.job, &claim.run, now, &done.findings)?;
        done.notes.push(Note::new(Level::Information, summary(claim, recorded, done.rows_changed, now)));
        self.say(claim, &done.notes, now)?;
        run::finish(self.db, &claim.run, Outcome::Ran, Some(done.rows_changed), None, now)?;
        let took = (self.clock.monotonic)().saturating_sub(started);
        let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        self.give_back(claim, Ended { error: None, milliseconds })?;
        Ok(RunReport {
            job: claim.job.name.clone(),
            run: claim.run.clone(),
            outcome: Outcome::Ran,
            recorded,
            notes: done.notes,
            evidence: done.evidence,
        })
    }

    fn run_steps(&self, claim: &Claim, pulled: Vec<Pulled>, now: Time) -> Result<AllDone> {
        let params = self.params(claim, now)?;
        let params: Vec<(&str, Value)> =
            params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let mut all = AllDone::default();
        for pulled in pulled {
            let (rows_changed, notes) = self.hand_in(pulled, now)?;
            all.rows_changed += rows_changed;
            all.notes.extend(notes);
        }
        for step in &claim.job.steps {
            crash_point::reached(CrashPoint::Before(Act::Step), &claim.job.name);
            let done = step.run(self.db, &params).with_context(|| step.name.clone())?;
            crash_point::reached(CrashPoint::After(Act::Step), &claim.job.name);
            all.findings.extend(done.findings.findings);
            all.notes.extend(done.findings.notes);
            all.evidence = done.findings.evidence.or(all.evidence);
            all.rows_changed += done.rows_changed;
        }
        Ok(all)
    }

    /// The parameters that are always there, and those of the job.
    fn params(&self, claim: &Claim, now: Time) -> Result<Vec<(String, Value)>> {
        let mut params = vec![
            ("now".to_owned(), now.into()),
            ("run".to_owned(), Value::from(&claim.run)),
            ("job".to_owned(), Value::from(&claim.job.name)),
            ("due".to_owned(), claim.due.into()),
        ];
        if matches!(claim.job.plan, Plan::AfterClone(_)) {
            let clone = claim.trigger.job_context.as_ref();
            let clone = clone.context(
                "its trigger names no clone in job_context: record one with `midjobs after-clone`",
            )?;
            params.push(("clone_completed".to_owned(), clone::completed(self.db, clone)?.into()));
        }
        params.extend(claim.job.params.iter().map(|(name, param)| (name.clone(), param.bind(now))));
        Ok(params)
    }

    /// Ends the claim: a repeating trigger goes on to its next occurrence, one that runs once is used up.
    pub(super) fn give_back(&self, claim: &Claim, ended: Ended) -> Result<()> {
        let key = claim.key(&self.name);
        match (claim.trigger.repeats, claim.origin) {
            (false, _) => trigger::use_up(self.db, key),
            (true, RunOrigin::Manual) => trigger::release(self.db, key, ended, claim.trigger.next_action),
            (true, RunOrigin::Schedule) => {
                trigger::release(self.db, key, ended, next_due(claim.job, claim.due))
            }
        }
    }

    pub(super) fn say(&self, claim: &Claim, notes: &[Note], now: Time) -> Result<()> {
        let speaker = Speaker { source: &claim.job.name, run: Some(&claim.run) };
        notes.iter().try_for_each(|note| syslog::write(self.db, speaker, now, note))
    }
}

fn summary(claim: &Claim, recorded: Recorded, rows_changed: usize, now: Time) -> String {
    let mut what = Vec::new();
    if claim.job.source.is_some() {
        what.push(format!("{} issues opened, {} counted again", recorded.opened, recorded.counted));
    }
    if claim.job.resolve_absent {
        what.push(format!("{} resolved", recorded.resolved));
    }
    if claim.job.source.is_none() || rows_changed > 0 {
        what.push(format!("{rows_changed} rows changed"));
    }
    let late = now.since(claim.due);
    let late = match late.seconds() {
        0 => String::new(),
        _ => format!("; due {}, {} late", claim.due, late.in_words()),
    };
    format!("executed scheduled [sys_trigger] job: {}: {}{late}", claim.job.name, what.join(", "))
}

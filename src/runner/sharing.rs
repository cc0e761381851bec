//! Sharing a commit: quick jobs that are due together are carried out in one, each with its effects and its record.
//!
//! A commit costs more than what a quick job does. The first of them is claimed before, so that a death in the midst is
//! seen; the others have their whole life in the commit itself. Where one fails, takes long or kills the runner, nothing
//! of any was kept, and each is carried out alone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Error, Result};

use super::attempt::Attempt;
use super::claim::Claim;
use super::tick::Turns;
use super::timeout::{Stopped, TimeLimit};
use super::{RunReport, Runner};
use crate::crash_point::Act;
use crate::db::{Db, Sql, is_of_the_way};
use crate::job::{Job, Plan};
use crate::step::Work;
use crate::time::Span;
use crate::trigger::Trigger;

/// How long those that share a commit may take: the file is locked for so long, and what is undone is done again.
const LONGEST: Span = Span::from_seconds(1);

/// After this no other joins.
const ENOUGH: Duration = Duration::from_millis(50);

impl Runner<'_> {
    /// Whether the trigger may share its commit, and another that is due right behind it.
    pub(super) fn shares(&self, turns: &Turns, trigger: &Trigger) -> bool {
        let may = |trigger: &Trigger| turns.may_share(self.db, trigger);
        !self.took_up.get()
            && !self.db.is_in_dry_run()
            && turns.pulls.is_empty()
            && turns.round.coming(self.clock).is_some_and(may)
            && may(trigger)
    }

    /// Carries out the trigger, and those behind it that may share its commit.
    pub(super) fn share(&self, turns: &mut Turns, trigger: Trigger) -> Result<()> {
        let job = turns.catalog.job(&trigger.job)?;
        let claim = || Claim::take_first(self, job, &trigger);
        let Some(claim) = self.commit(Act::Claim, &job.name, claim)? else {
            return self.turn(turns, trigger);
        };
        let first = Attempt::begin(self, turns.catalog, claim);
        let mut joined = Vec::new();
        match self.commit(Act::Work, &job.name, || self.work_together(turns, &first, &mut joined)) {
            Ok(reports) => turns.reports.extend(reports),
            Err(error) => self.part(turns, first, joined, error)?,
        }
        Ok(())
    }

    fn work_together(
        &self,
        turns: &mut Turns,
        first: &Attempt,
        joined: &mut Vec<Trigger>,
    ) -> Result<Vec<RunReport>> {
        // What it waited for the file is no time of theirs.
        let began = self.clock.elapsed();
        TimeLimit::of(self, LONGEST, began).within(|| {
            let mut reports = vec![first.work_beside_others()?];
            while self.clock.elapsed().saturating_sub(began) < ENOUGH && !self.stop.is_requested() {
                let Some(trigger) = turns.round.join(self.clock) else { break };
                let Some(claim) = self.joining(turns, &trigger)? else {
                    turns.round.put_back(trigger);
                    break;
                };
                joined.push(trigger);
                reports.push(Attempt::begin(self, turns.catalog, claim).work_beside_others()?);
            }
            Ok(reports)
        })
    }

    /// The claim of one more that joins; `None` where it is to be carried out alone.
    fn joining<'c>(&self, turns: &Turns<'c>, trigger: &Trigger) -> Result<Option<Claim<'c>>> {
        match turns.may_share(self.db, trigger) {
            true => Claim::join(self, turns.catalog.job(&trigger.job)?, trigger),
            false => Ok(None),
        }
    }

    /// Nothing of what was shared is there: carries each out alone, unless it is not for them that it ended.
    fn part(&self, turns: &mut Turns, first: Attempt, joined: Vec<Trigger>, error: Error) -> Result<()> {
        let error = if self.stop.is_requested() { error.context(Stopped) } else { error };
        if is_of_the_way(&error) || error.is::<Stopped>() {
            turns.reports.push(Self::recorded(&first, Err(error))?);
            return Ok(());
        }
        log::debug!("carried out one after another: {error:#}");
        let claim = first.claim.counted(self)?;
        turns.reports.push(self.carry_out(turns.catalog, claim)?);
        joined.into_iter().try_for_each(|trigger| self.turn(turns, trigger))
    }
}

impl Turns<'_> {
    fn may_share(&self, db: &Db, trigger: &Trigger) -> bool {
        trigger.run.is_none()
            && self.catalog.find(&trigger.job).is_some_and(|job| self.sharers.is_one(db, job))
    }
}

/// Which jobs may share a commit: each is looked at once in a tick.
#[derive(Default)]
pub(super) struct Sharers(RefCell<HashMap<String, bool>>);

impl Sharers {
    fn is_one(&self, db: &Db, job: &Job) -> bool {
        if let Some(known) = self.0.borrow().get(&job.name) {
            return *known;
        }
        let is_one = is_quick(job) && job.steps.iter().all(|step| is_blind(db, &step.work));
        self.0.borrow_mut().insert(job.name.clone(), is_one);
        is_one
    }
}

/// Whether nothing is to be done for it but its statements, which are not known to take long: it reports nothing, asks no
/// instance and waits for none.
fn is_quick(job: &Job) -> bool {
    job.source.is_none()
        && job.pull.is_none()
        && !job.in_parts
        && !matches!(job.plan, Plan::AfterClone(_))
        && job.timeout > LONGEST
}

/// Whether it does not look at what it is itself: a run that shares its commit is on record when it has ended, not before.
fn is_blind(db: &Db, work: &Work) -> bool {
    match work {
        Work::Rule(_) => true,
        Work::Sql { text, .. } => db
            .reads(Sql::new("a step", text))
            .is_ok_and(|reads| !reads.iter().any(|read| read.table.starts_with("sys_trigger"))),
    }
}

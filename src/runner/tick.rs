//! One tick: what is due has its turn, and pulls run beside it; the tick ends when they have ended.

use anyhow::{Context, Result, ensure};

use super::attempt::Attempt;
use super::claim::Claim;
use super::pulls::{Ended, Pulls};
use super::renewal::Renewals;
use super::round::Round;
use super::sharing::Sharers;
use super::timeout::Stopped;
use super::{RunReport, Runner};
use crate::job::{Catalog, Job, Plan};
use crate::trigger::{self, Demand, Trigger};

/// A tick under way.
pub(super) struct Turns<'c> {
    pub catalog: &'c Catalog,
    renewals: &'c Renewals,
    pub round: Round,
    pub pulls: Pulls<'c>,
    pub reports: Vec<RunReport>,
    /// By the jobs of `catalog`.
    pub sharers: Sharers,
}

impl Runner<'_> {
    /// Gives all that is due its turn. `reports` are those of the runs that were given up before.
    pub(super) fn drain(&mut self, catalog: &Catalog, reports: Vec<RunReport>) -> Result<Vec<RunReport>> {
        let (round, renewals) = (Round::begin(self.clock.now()), Renewals::default());
        let (pulls, sharers) = Default::default();
        let mut turns = Turns { catalog, renewals: &renewals, round, pulls, reports, sharers };
        let done = match self.work_off(&mut turns) {
            Err(error) if self.is_cut_off_by(&error) => Ok(()),
            done => done,
        };
        self.cut_off_pulls(&mut turns);
        done.map(|()| turns.reports)
    }

    /// Runs the trigger of `job`, due or not, and first the pulls that it waits for.
    pub(super) fn at_once(&mut self, catalog: &Catalog, job: &Job, trigger: &Trigger) -> Result<RunReport> {
        let (round, renewals) = (Round::begin(self.clock.now()), Renewals::default());
        let (pulls, reports, sharers) = Default::default();
        let mut turns = Turns { catalog, renewals: &renewals, round, pulls, reports, sharers };
        self.pull_first(&mut turns, job)?;
        self.end_pulls(&mut turns)?;
        ensure!(!self.stop.is_requested(), Stopped);
        let claim = Claim::take(self, job, trigger, Demand::AtOnce)?;
        let claim = claim.context("its trigger was taken away meanwhile: try again")?;
        self.begin(&mut turns, claim)?;
        self.end_pulls(&mut turns)?;
        turns.reports.pop().context("nothing came of it")
    }

    fn work_off(&mut self, turns: &mut Turns) -> Result<()> {
        loop {
            self.settle_pulls(turns)?;
            if self.stop.is_requested() {
                return Ok(());
            }
            self.look_for_changes(turns)?;
            match turns.round.next(self, turns.catalog, !turns.pulls.is_empty())? {
                Some(trigger) if self.shares(turns, &trigger) => self.share(turns, trigger)?,
                Some(trigger) => self.turn(turns, trigger)?,
                None if turns.pulls.is_empty() => return Ok(()),
                None => self.wait_for_pulls(turns)?,
            }
        }
    }

    /// While a pull is under way the tick goes on, by the jobs as they are now.
    fn look_for_changes(&self, turns: &mut Turns) -> Result<()> {
        if turns.pulls.is_empty() {
            return Ok(());
        }
        if let Some(found) = self.lookout.changed(self.clock.elapsed())? {
            (turns.catalog, turns.renewals) = turns.renewals.keep(found);
            turns.sharers = Sharers::default();
        }
        Ok(())
    }

    /// The turn of one trigger that is due.
    pub(super) fn turn(&self, turns: &mut Turns, trigger: Trigger) -> Result<()> {
        let job = turns.catalog.job(&trigger.job)?;
        self.pull_first(turns, job)?;
        if self.waits_for_pull(turns, job)? {
            turns.round.leave(trigger);
            return Ok(());
        }
        let claim = Claim::take(self, job, &trigger, Demand::WhenDue)?;
        if job.pull.is_some() && turns.round.pulls(&job.name) && claim.is_none() {
            turns.round.pull_ended();
        }
        claim.map_or(Ok(()), |claim| self.begin(turns, claim))
    }

    /// Carries out what was claimed; a pull is only begun.
    fn begin<'c>(&self, turns: &mut Turns<'c>, claim: Claim<'c>) -> Result<()> {
        let pulls = claim.job.pull.is_some();
        if pulls && !self.db.is_in_dry_run() {
            self.is_pulling.set(true);
            let Err(failed) = turns.pulls.begin(self, claim) else { return Ok(()) };
            let (claim, error) = *failed;
            let attempt = Attempt::begin(self, turns.catalog, claim);
            return self.settle(turns, Ended { attempt, pulled: Err(error) });
        }
        if pulls {
            log::warn!("{}: a dry run asks no instance: nothing is pulled", claim.job.name);
            turns.round.pull_ended();
        }
        turns.reports.push(self.carry_out(turns.catalog, claim)?);
        Ok(())
    }

    /// Before a check after a clone, each active pull runs, once in a tick: rows from before the clone say nothing.
    fn pull_first(&self, turns: &mut Turns, job: &Job) -> Result<()> {
        let checks = matches!(job.plan, Plan::AfterClone(_)) && job.pull.is_none();
        if !checks || self.db.is_in_dry_run() {
            return Ok(());
        }
        for pulling in turns.catalog.jobs.iter().filter(|job| job.pull.is_some()) {
            let Some(trigger) = trigger::ready(self.db, &pulling.name)? else { continue };
            if turns.round.pulls(&pulling.name)
                && let Some(claim) = Claim::take(self, pulling, &trigger, Demand::AtOnce)?
            {
                self.begin(turns, claim)?;
            }
        }
        Ok(())
    }

    /// Whether the job judges rows, and a pull that is to bring them is under way, due in this tick as well, or, for one that
    /// judges new rows only, waits for its next attempt.
    fn waits_for_pull(&self, turns: &Turns, job: &Job) -> Result<bool> {
        if job.source.is_none() || job.pull.is_some() {
            return Ok(false);
        }
        if !turns.pulls.is_empty() || turns.round.has_pull_to_come(turns.catalog) {
            return Ok(true);
        }
        if !job.only_on_new_rows {
            return Ok(false);
        }
        for pulling in turns.catalog.jobs.iter().filter(|job| job.pull.is_some()) {
            if trigger::is_between_attempts(self.db, &pulling.name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Stores what the pulls brought that have ended.
    fn settle_pulls(&self, turns: &mut Turns) -> Result<()> {
        while let Some(ended) = turns.pulls.take_ended(self, turns.catalog) {
            self.settle(turns, ended)?;
        }
        Ok(())
    }

    fn settle(&self, turns: &mut Turns, ended: Ended) -> Result<()> {
        let Ended { attempt, pulled } = ended;
        let made = pulled.and_then(|pulled| attempt.make(Some(pulled)));
        self.is_pulling.set(!turns.pulls.is_empty());
        turns.round.pull_ended();
        turns.reports.push(Self::recorded(&attempt, made)?);
        Ok(())
    }

    /// Waits until every pull has ended, or a stop was asked for: that cuts them off.
    fn end_pulls(&self, turns: &mut Turns) -> Result<()> {
        let mut done = Ok(());
        while done.is_ok() && !turns.pulls.is_empty() && !self.stop.is_requested() {
            done = self.settle_pulls(turns).and_then(|()| self.wait_for_pulls(turns));
        }
        self.cut_off_pulls(turns);
        done
    }

    fn wait_for_pulls(&self, turns: &Turns) -> Result<()> {
        self.db.ensure_in_place()?;
        turns.pulls.wait();
        Ok(())
    }

    /// Gives back what this runner has claimed and asks for no more, whatever ended the tick.
    fn cut_off_pulls(&self, turns: &mut Turns) {
        while let Some(ended) = turns.pulls.cut_off(self, turns.catalog) {
            if let Err(error) = self.settle(turns, ended) {
                // The next runner takes it up.
                log::warn!("{error:#}");
            }
        }
    }
}

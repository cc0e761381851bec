//! Claiming: one short commit that says which attempt at which occurrence starts.

use anyhow::Result;

use super::Runner;
use super::clock_doubt::clock_doubt;
use super::missed::{self, DuePlan, Fate};
use crate::coverage;
use crate::crash_point::Act;
use crate::db::new_sys_id;
use crate::finding::{Level, Note};
use crate::job::{Job, Plan};
use crate::run::{self, Finish, Missed, Outcome, RunOrigin};
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::trigger::{self, Blame, ClaimKey, Counted, Demand, Ended, Trigger};

/// Why an occurrence was skipped that had nothing new to judge.
pub const NO_NEW_ROWS: &str = "no rows were loaded since it last ran";

/// A trigger that a runner took.
pub(super) struct Claim<'a> {
    pub job: &'a Job,
    pub trigger: Trigger,
    /// The run (`sys_trigger_run.sys_id`).
    pub run: String,
    pub origin: RunOrigin,
    /// When the occurrence was due.
    pub due: Time,
    /// 1 is the first; 0 where it counts only when it has ended.
    pub attempt: i64,
    /// When it was claimed: the time by which the occurrence was chosen and its job works.
    pub at: Time,
    hold: Hold,
}

/// What keeps others from taking it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Its trigger and its run say so.
    Record,
    /// The transaction that its whole life lies in: it is on record when it has ended.
    Transaction,
}

impl<'a> Claim<'a> {
    /// Takes the trigger; `None` when it is gone, or its due occurrences are all to be skipped.
    pub fn take(runner: &Runner, job: &'a Job, trigger: &Trigger, demand: Demand) -> Result<Option<Self>> {
        let now = runner.clock.now();
        let plan = choose(runner, job, trigger, demand, now)?;
        runner.commit(Act::Claim, &job.name, || match plan.fate {
            Fate::Skip => {
                record_missed(runner, trigger, &plan, None, now)?;
                let next = next_due(job, plan.due);
                trigger::move_to(runner.db, &trigger.sys_id, next)?;
                note_local(runner, job, trigger, next).map(|()| None)
            }
            Fate::CarryOut => Self::start(runner, job, trigger, (demand, Counted::FromItsStart), &plan, now),
        })
    }

    /// Takes within a transaction a trigger that is due, for a commit that others join; `None` where something is to be said
    /// about other occurrences.
    pub fn take_first(runner: &Runner, job: &'a Job, trigger: &Trigger) -> Result<Option<Self>> {
        let now = runner.clock.now();
        let plan = choose(runner, job, trigger, Demand::WhenDue, now)?;
        match plan.is_plain() {
            true => Self::start(runner, job, trigger, (Demand::WhenDue, Counted::AtItsEnd), &plan, now),
            false => Ok(None),
        }
    }

    /// Takes one that joins: it is begun and ended in the transaction that is open. `None` as [`Claim::take_first`].
    pub fn join(runner: &Runner, job: &'a Job, trigger: &Trigger) -> Result<Option<Self>> {
        let now = runner.clock.now();
        let plan = choose(runner, job, trigger, Demand::WhenDue, now)?;
        Ok(plan.is_plain().then(|| Self {
            job,
            trigger: trigger.clone(),
            run: new_sys_id(now),
            origin: RunOrigin::Schedule,
            due: plan.due,
            attempt: 1,
            at: now,
            hold: Hold::Transaction,
        }))
    }

    /// The same attempt, which is made alone and counts from now on.
    pub fn counted(mut self, runner: &Runner) -> Result<Self> {
        self.attempt = self.trigger.attempts + 1;
        self.at = runner.clock.now();
        runner.commit(Act::Claim, &self.job.name, || {
            trigger::count_attempt(runner.db, self.key(runner))?;
            run::start_again(runner.db, &self.as_start(), self.at)
        })?;
        Ok(self)
    }

    fn start(
        runner: &Runner,
        job: &'a Job,
        trigger: &Trigger,
        (demand, counted): (Demand, Counted),
        plan: &DuePlan,
        now: Time,
    ) -> Result<Option<Self>> {
        let taken = trigger::claim(runner.db, trigger, &runner.name, (demand, counted), now)?;
        let Some(run) = taken else { return Ok(None) };
        let attempt = trigger.attempts + i64::from(counted == Counted::FromItsStart);
        let origin = if demand == Demand::AtOnce { RunOrigin::Manual } else { RunOrigin::Schedule };
        let (id, due) = (&trigger.sys_id, plan.due);
        let start = run::Start { run: &run, trigger: id, job: &job.name, origin, due, attempt };
        let (due, origin) = match trigger.run {
            Some(_) => run::start_again(runner.db, &start, now)?,
            None => run::start(runner.db, &start, now).map(|()| (plan.due, origin))?,
        };
        record_missed(runner, trigger, plan, Some(&run), now)?;
        let (trigger, hold) = (trigger.clone(), Hold::Record);
        Ok(Some(Self { job, trigger, run, origin, due, attempt, at: now, hold }))
    }

    fn as_start(&self) -> run::Start<'_> {
        let Self { job, trigger, run, origin, due, attempt, .. } = self;
        let (trigger, job) = (&trigger.sys_id, &job.name);
        run::Start { run, trigger, job, origin: *origin, due: *due, attempt: *attempt }
    }

    /// What names it.
    pub fn key<'k>(&'k self, runner: &'k Runner) -> ClaimKey<'k> {
        let unclaimed = (self.hold == Hold::Transaction).then_some(self.trigger.next_action);
        ClaimKey { trigger: &self.trigger.sys_id, run: &self.run, runner: &runner.name, unclaimed }
    }

    /// Puts on record that its work was done, and ends it.
    pub fn end(&self, runner: &Runner, rows_changed: usize, milliseconds: i64) -> Result<()> {
        let now = runner.clock.now();
        match self.hold {
            Hold::Transaction => run::insert_ran(runner.db, &self.as_start(), self.at, rows_changed, now)?,
            Hold::Record => {
                let (run, rows_changed) = (&self.run, Some(rows_changed));
                let finish = Finish { run, outcome: Outcome::Ran, rows_changed, error: None };
                run::finish(runner.db, finish, now)?;
            }
        }
        self.give_back(runner, Ended { error: None, milliseconds })
    }

    /// Whether somebody asked for a repeating job: its own occurrences are not touched then.
    pub fn is_extra(&self) -> bool {
        self.trigger.repeats && self.origin == RunOrigin::Manual
    }

    /// Ends the claim: a repeating trigger goes on to its next occurrence, one that runs once is used up.
    fn give_back(&self, runner: &Runner, ended: Ended) -> Result<()> {
        let key = self.key(runner);
        match (self.trigger.repeats, self.origin) {
            (false, _) => trigger::use_up(runner.db, key),
            (true, RunOrigin::Manual) => trigger::release(runner.db, key, ended, self.trigger.next_action),
            (true, RunOrigin::Schedule) => {
                let next = next_due(self.job, self.due);
                trigger::release(runner.db, key, ended, next)?;
                note_local(runner, self.job, &self.trigger, next)
            }
        }
    }

    /// Lets the run have another attempt at `next_action`.
    pub fn requeue(&self, runner: &Runner, next_action: Time, error: &str, blame: Blame) -> Result<()> {
        trigger::requeue(runner.db, (&self.trigger.sys_id, &self.run), next_action, error, blame)
    }

    /// Ends the claim of an occurrence that failed for good.
    pub fn give_up(&self, runner: &Runner, error: &str) -> Result<()> {
        match self.trigger.repeats {
            true => self.give_back(runner, Ended { error: Some(error), milliseconds: 0 }),
            false => trigger::stop(runner.db, (&self.trigger.sys_id, &self.run), error),
        }
    }
}

fn record_missed(
    runner: &Runner,
    trigger: &Trigger,
    plan: &DuePlan,
    into: Option<&str>,
    now: Time,
) -> Result<()> {
    let of = (trigger.sys_id.as_str(), trigger.job.as_str());
    plan.missed.iter().try_for_each(|missed| run::record_missed(runner.db, of, missed, into, now))?;
    say_skipped(runner, &trigger.job, &plan.missed, now)
}

/// Says what is skipped, where that is not what happens every day.
fn say_skipped(runner: &Runner, job: &str, missed: &[Missed], now: Time) -> Result<()> {
    let mut skipped = missed.iter().filter(|it| it.outcome == Outcome::Skipped);
    let Some(first) = skipped.next().filter(|it| it.reason.as_deref() != Some(NO_NEW_ROWS)) else {
        return Ok(());
    };
    let occurrences = first.occurrences + skipped.map(|it| it.occurrences).sum::<usize>();
    let all = Missed { occurrences, ..first.clone() };
    let message = format!("skipped {}: {}", all.in_words(), all.reason.as_deref().unwrap_or_default());
    log::warn!(job; "{job}: {message}");
    syslog::write(runner.db, Speaker { source: job, run: None }, now, &Note::new(Level::Warning, message))
}

/// Which occurrence to carry out, or to skip and why.
fn choose(runner: &Runner, job: &Job, trigger: &Trigger, demand: Demand, now: Time) -> Result<DuePlan> {
    let plan = without_new_rows(runner, job, trigger, demand, plan(runner, job, trigger, demand, now)?)?;
    while_clock_in_doubt(runner, job, trigger, demand, plan, now)
}

/// Which occurrence to carry out. One that waits for its next attempt is that one.
fn plan(runner: &Runner, job: &Job, trigger: &Trigger, demand: Demand, now: Time) -> Result<DuePlan> {
    let Plan::Repeat { schedule, .. } = &job.plan else { return Ok(DuePlan::carry_out(trigger.next_action)) };
    if !trigger.repeats || trigger.run.is_some() {
        return Ok(DuePlan::carry_out(trigger.next_action));
    }
    if demand == Demand::AtOnce {
        return Ok(DuePlan::carry_out(now));
    }
    let done = run::ran_ahead(runner.db, &job.name, trigger.next_action, now)?;
    Ok(missed::plan(job, schedule, trigger.next_action, now, &done))
}

/// The same, skipped where the job would judge once more what it judged before. What waits for its next attempt, or is
/// asked for, is carried out.
fn without_new_rows(
    runner: &Runner,
    job: &Job,
    trigger: &Trigger,
    demand: Demand,
    plan: DuePlan,
) -> Result<DuePlan> {
    let may_skip = job.only_on_new_rows && demand == Demand::WhenDue && trigger.run.is_none();
    if may_skip && coverage::newest_load(runner.db.reader())? <= trigger.seen_load {
        return Ok(plan.skipped(NO_NEW_ROWS));
    }
    Ok(plan)
}

/// The same, skipped where the job removes what is old, and only a wrong clock may have made it so. Whoever asks for it
/// by hand knows what time it is.
fn while_clock_in_doubt(
    runner: &Runner,
    job: &Job,
    trigger: &Trigger,
    demand: Demand,
    plan: DuePlan,
    now: Time,
) -> Result<DuePlan> {
    let may_skip = demand == Demand::WhenDue && trigger.run.is_none() && plan.fate == Fate::CarryOut;
    let Some(keep) = job.keeps().filter(|_| may_skip) else { return Ok(plan) };
    Ok(match clock_doubt(runner.db, keep, now)? {
        Some(doubt) => plan.skipped(&doubt),
        None => plan,
    })
}

fn note_local(runner: &Runner, job: &Job, trigger: &Trigger, next: Time) -> Result<()> {
    match &job.plan {
        Plan::Repeat { schedule, .. } => trigger::note_local(runner.db, &trigger.sys_id, schedule, next),
        Plan::AfterClone(_) | Plan::OnRequest => Ok(()),
    }
}

/// When a repeating job is due after the occurrence at `due`; the end of the calendar when never again.
fn next_due(job: &Job, due: Time) -> Time {
    let next = match &job.plan {
        Plan::Repeat { schedule, .. } => schedule.next_after(due, due),
        Plan::AfterClone(_) | Plan::OnRequest => None,
    };
    next.unwrap_or_else(Time::last)
}

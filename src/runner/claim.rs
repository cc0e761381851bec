//! Claiming: one short commit that says which attempt at which occurrence starts.

use anyhow::Result;

use super::Runner;
use super::missed::{self, DuePlan, Fate};
use crate::job::{Job, Plan};
use crate::run::{self, RunOrigin};
use crate::runner::crash_point::Act;
use crate::time::Time;
use crate::trigger::{self, ClaimKey, Demand, Trigger};

/// A trigger that this runner took.
pub(super) struct Claim<'a> {
    pub(super) job: &'a Job,
    pub(super) trigger: Trigger,
    /// The run (`sys_trigger_run.sys_id`).
    pub(super) run: String,
    pub(super) origin: RunOrigin,
    /// When the occurrence was due.
    pub(super) due: Time,
    /// 1 is the first.
    pub(super) attempt: i64,
}

impl Claim<'_> {
    pub(super) fn key<'k>(&'k self, runner: &'k str) -> ClaimKey<'k> {
        ClaimKey { trigger: &self.trigger.sys_id, run: &self.run, runner }
    }
}

impl<'a> Runner<'a> {
    /// Takes the trigger; `None` when it is gone, or its due occurrences are all to be skipped.
    pub(super) fn claim(&self, trigger: &Trigger, demand: Demand, now: Time) -> Result<Option<Claim<'a>>> {
        let job = self.catalog.job(&trigger.job)?;
        self.commit(Act::Claim, &job.name, || {
            let plan = plan(job, trigger, demand, now);
            if plan.fate == Fate::Skip {
                self.record_missed(trigger, &plan, None, now)?;
                return trigger::move_to(self.db, &trigger.sys_id, next_due(job, plan.due)).map(|()| None);
            }
            let Some((run, attempt)) = trigger::claim(self.db, &trigger.sys_id, &self.name, demand, now)?
            else {
                return Ok(None);
            };
            let origin = if demand == Demand::AtOnce { RunOrigin::Manual } else { RunOrigin::Schedule };
            let start = run::Start {
                run: &run,
                trigger: &trigger.sys_id,
                job: &job.name,
                origin,
                due: plan.due,
                attempt,
            };
            let (due, origin) = run::start(self.db, &start, now)?;
            self.record_missed(trigger, &plan, Some(&run), now)?;
            Ok(Some(Claim { job, trigger: trigger.clone(), run, origin, due, attempt }))
        })
    }

    fn record_missed(&self, trigger: &Trigger, plan: &DuePlan, into: Option<&str>, now: Time) -> Result<()> {
        for missed in &plan.missed {
            run::record_missed(self.db, &trigger.sys_id, &trigger.job, missed, into, now)?;
        }
        Ok(())
    }
}

/// Which occurrence to carry out. One that waits for its next attempt is that one.
fn plan(job: &Job, trigger: &Trigger, demand: Demand, now: Time) -> DuePlan {
    match &job.plan {
        Plan::Repeat { schedule, .. } if trigger.repeats && trigger.run.is_none() => match demand {
            Demand::WhenDue => missed::plan(job, schedule, trigger.next_action, now),
            Demand::AtOnce => DuePlan::carry_out(now),
        },
        _ => DuePlan::carry_out(trigger.next_action),
    }
}

/// When a repeating job is due after the occurrence at `due`; the end of the calendar when never again.
pub(super) fn next_due(job: &Job, due: Time) -> Time {
    let next = match &job.plan {
        Plan::Repeat { schedule, .. } => schedule.next_after(due, due),
        Plan::AfterClone(_) | Plan::OnRequest => None,
    };
    next.unwrap_or_else(Time::last)
}

//! `run-now`: run a job's trigger at once, due or not.

use std::io::Write;

use anyhow::{Context as _, Result, ensure};

use super::context::Context;
use super::exit::Exit;
use crate::clone;
use crate::db::{Access, Db};
use crate::job::{Catalog, Job, Plan};
use crate::runner::RunReport;
use crate::time::Time;
use crate::trigger::{self, Trigger};

/// Run a job's trigger at once, due or not; a trigger that runs once is then used up
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs run-now PurgeAgentIssues")]
pub struct Args {
    /// The jobs to run, in this order
    #[arg(required = true, value_name = "JOB")]
    jobs: Vec<String>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let jobs = args.jobs.iter().map(|name| catalog.job(name)).collect::<Result<Vec<_>>>()?;
    let mut reports = Vec::new();
    for job in jobs {
        reports.push(run_job(&db, &catalog, job, context)?);
    }
    super::run::show(&reports, context, out)
}

/// Runs one job, while no other runner is at work.
pub fn run_job(db: &Db, catalog: &Catalog, job: &Job, context: &Context) -> Result<RunReport> {
    let now = context.now();
    let runner = context.runner(db, catalog);
    let report = runner.alone(now, |_| {
        let trigger = first_trigger(db, job, now)?;
        runner.run_now(&trigger, now)?.context("its trigger was taken away meanwhile: try again")
    });
    let report = report.with_context(|| format!("running the job {}", job.name))?;
    report.with_context(|| {
        format!("running the job {}: another runner is at work on this file; try again", job.name)
    })
}

/// The trigger that comes first. A job without one gets one that runs once.
fn first_trigger(db: &Db, job: &Job, now: Time) -> Result<Trigger> {
    if let Some(trigger) = trigger::of_job(db, &job.name)?.into_iter().next() {
        return Ok(trigger);
    }
    match job.plan {
        Plan::AfterClone(_) => clone::check_latest_again(db, &job.name, now)?,
        Plan::Repeat { .. } | Plan::OnRequest => drop(trigger::schedule_once(db, &job.name, now, None)?),
    }
    let made = trigger::of_job(db, &job.name)?.into_iter().next();
    ensure!(made.is_some(), "its trigger was not made");
    made.context("its trigger was not made")
}

//! `run-now`: run a job's trigger at once, due or not.

use std::io::Write;

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::changes;
use crate::cli::output::reports;
use crate::clone;
use crate::db::{Access, Db};
use crate::job::{Catalog, Job, Plan};
use crate::runner::{RunReport, Tick};
use crate::time::Time;
use crate::trigger::{self, Trigger};

/// Run a job's trigger at once, due or not; a trigger that runs once is then used up
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  midjobs run-now PurgeAgentIssues\n  midjobs run-now --dry-run PurgeAgentIssues"
)]
pub struct Args {
    /// The jobs to run, in this order
    #[arg(required = true, value_name = "JOB")]
    jobs: Vec<String>,
    /// Change nothing: show what would be added, changed and removed, table by table. With -v also
    /// in sys_trigger, sys_trigger_run and syslog, where midjobs keeps account; --json always has them.
    /// sys_ids of new rows are made up anew each time
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if args.dry_run {
        let done = changes::run(context, out, |db| run_jobs(&args.jobs, db, context).map(Tick::Done))?;
        return done.context("another runner is at work on this file; try again");
    }
    let db = context.open(Access::Write)?;
    reports::show(&run_jobs(&args.jobs, &db, context)?, context, out)
}

fn run_jobs(names: &[String], db: &Db, context: &Context) -> Result<Vec<RunReport>> {
    let catalog = context.registered_jobs(db)?;
    let jobs = names.iter().map(|name| catalog.job(name)).collect::<Result<Vec<_>>>()?;
    jobs.into_iter().map(|job| run_job(db, &catalog, job, context)).collect()
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
    trigger::of_job(db, &job.name)?.into_iter().next().context("its trigger was not made")
}

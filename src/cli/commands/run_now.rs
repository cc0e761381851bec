//! `run-now`: run a job's trigger at once, due or not.

use std::io::Write;

use anyhow::{Result, bail};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{changes, reports};
use crate::db::{Access, Db};
use crate::runner::{DryRun, RunReport, dry_run};

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
        let db = context.open(Access::DryRun)?;
        return match dry_run(&db, context.lock_timeout(), || run_jobs(&args.jobs, &db, context))? {
            DryRun::AnotherAtWork => bail!("another runner is at work on this file; try again"),
            done => changes::show(done, context, out),
        };
    }
    let db = context.open(Access::Write)?;
    reports::show(&run_jobs(&args.jobs, &db, context)?, context, out)
}

fn run_jobs(names: &[String], db: &Db, context: &Context) -> Result<Vec<RunReport>> {
    let catalog = context.registered_jobs(db)?;
    let jobs = names.iter().map(|name| catalog.job(name)).collect::<Result<Vec<_>>>()?;
    let mut runner = context.runner(db);
    jobs.into_iter().map(|job| runner.run_now(&catalog, job)).collect()
}

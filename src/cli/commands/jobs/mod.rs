//! `jobs`: the jobs and their triggers; pause, resume, set a parameter.

mod list;
mod next;
mod remove;
mod set;

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::exit::Exit;

use crate::db::Access;
use crate::trigger;

/// List the jobs and when they are next due
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        midjobs jobs\n  \
        midjobs jobs pause PurgeAgentIssues\n  \
        midjobs jobs set MIDUserConnectivity period 1h"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<JobCommand>,
}

#[derive(Subcommand)]
enum JobCommand {
    /// Let a job's triggers rest until they are resumed
    #[command(after_help = "Example:\n  midjobs jobs pause PurgeAgentIssues")]
    Pause {
        /// The job
        job: String,
    },
    /// Let a job's triggers come due again; what was missed meanwhile goes by its misfire policy
    #[command(after_help = "Example:\n  midjobs jobs resume PurgeAgentIssues")]
    Resume {
        /// The job
        job: String,
    },
    /// Show the coming occurrences, in the job's time zone and in UTC, marking clock changes
    Next(next::Args),
    /// Bring a job's triggers out of Error, due at once
    #[command(after_help = "Example:\n  midjobs jobs retry BadMIDCredentialAfterClone-1")]
    Retry {
        /// The job
        job: String,
    },
    Remove(remove::Args),
    /// Give a parameter of a job another value for good; `default` is that of its file
    Set(set::SetArgs),
    /// Give a parameter of a job the value of its file again
    Unset(set::UnsetArgs),
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.command {
        None => list::run(context, out)?,
        Some(JobCommand::Next(args)) => next::run(args, context, out)?,
        Some(JobCommand::Remove(args)) => remove::run(args, context, out)?,
        Some(JobCommand::Retry { job }) => retry(context, job)?,
        Some(JobCommand::Pause { job }) => set_active(context, job, false)?,
        Some(JobCommand::Resume { job }) => set_active(context, job, true)?,
        Some(JobCommand::Set(args)) => set::set(args, context)?,
        Some(JobCommand::Unset(args)) => set::unset(args, context)?,
    }
    Ok(Exit::Done)
}

fn set_active(context: &Context, job: &str, active: bool) -> Result<()> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let name = &catalog.job(job)?.name;
    let changed = trigger::set_active(&db, name, active)?;
    ensure!(changed > 0, "the job {name} has no trigger now: nothing to pause or resume");
    Ok(())
}

fn retry(context: &Context, job: &str) -> Result<()> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let name = &catalog.job(job)?.name;
    let retried = trigger::retry(&db, name, context.now())?;
    ensure!(retried > 0, "the job {name} has no trigger in Error: see `midjobs jobs`");
    Ok(())
}

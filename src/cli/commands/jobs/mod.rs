//! `jobs`: the jobs and their triggers; pause, resume, set a parameter.

mod list;
mod new;
mod next;
mod remove;
mod rules;
mod set;
mod show;

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;

use crate::db::Access;
use crate::trigger;

/// List the jobs and when they are next due
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
        midjobs jobs\n  \
        midjobs jobs show PurgeAgentIssues\n  \
        midjobs jobs pause PurgeAgentIssues\n  \
        midjobs jobs set MIDUserConnectivity period 1h")]
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
    Show(show::Args),
    New(new::Args),
    Rules(rules::Args),
    Remove(remove::Args),
    /// Give a parameter of a job another value for good; `default` is that of its file
    Set(set::SetArgs),
    /// Give a parameter of a job the value of its file again
    Unset(set::UnsetArgs),
}

impl Args {
    /// Whether what is printed is a job file again.
    pub fn prints_file(&self) -> bool {
        matches!(self.command, Some(JobCommand::Show(_)))
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.command {
        None => list::run(context, out)?,
        Some(JobCommand::Show(args)) => show::run(args, context, out)?,
        Some(JobCommand::New(args)) => new::run(args, context, out)?,
        Some(JobCommand::Rules(_)) => rules::run(context, out)?,
        Some(JobCommand::Next(args)) => next::run(args, context, out)?,
        Some(JobCommand::Remove(args)) => remove::run(args, context, out)?,
        Some(JobCommand::Retry { job }) => retry(context, job, out)?,
        Some(JobCommand::Pause { job }) => set_active(context, job, false, out)?,
        Some(JobCommand::Resume { job }) => set_active(context, job, true, out)?,
        Some(JobCommand::Set(args)) => return set::set(args, context, out),
        Some(JobCommand::Unset(args)) => return set::unset(args, context, out),
    }
    Ok(Exit::Done)
}

fn set_active(context: &Context, job: &str, active: bool, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let name = &catalog.job(job)?.name;
    let changed = trigger::set_active(&db, name, active)?;
    ensure!(changed > 0, "the job {name} has no trigger now: nothing to pause or resume");
    let text = match (active, trigger::first_of_job(&db, name)?.next_action) {
        (false, _) => format!("{name} is paused: `midjobs jobs resume {name}` lets it come due again"),
        (true, next) if next <= context.now() => {
            format!("{name} is resumed: what it missed goes by its misfire policy at the next `midjobs run`")
        }
        (true, next) => {
            format!("{name} is resumed, next due at {next} UTC, {}", next.seen_from(context.now()))
        }
    };
    output::done(context, out, &text).map(drop)
}

fn retry(context: &Context, job: &str, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let name = &catalog.job(job)?.name;
    let retried = trigger::retry(&db, name, context.now())?;
    ensure!(retried > 0, "the job {name} has no trigger in Error: see `midjobs jobs`");
    output::done(context, out, &format!("{name} is due now: the next `midjobs run` tries it again")).map(drop)
}

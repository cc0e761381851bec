//! `jobs`: the jobs and their triggers; pause, resume, set a parameter.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Subcommand;

use super::context::Context;
use super::exit::Exit;
use super::next;
use super::setting;
use super::view::{self, Shown};
use crate::db::{Access, Row, sql};
use crate::job::{Job, Plan};
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
    /// Give a parameter of a job another value for good; `default` is that of its file
    Set(setting::SetArgs),
    /// Give a parameter of a job the value of its file again
    Unset(setting::UnsetArgs),
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.command {
        None => list(context, out)?,
        Some(JobCommand::Next(args)) => next::run(args, context, out)?,
        Some(JobCommand::Retry { job }) => retry(context, job)?,
        Some(JobCommand::Pause { job }) => set_active(context, job, false)?,
        Some(JobCommand::Resume { job }) => set_active(context, job, true)?,
        Some(JobCommand::Set(args)) => setting::set(args, context)?,
        Some(JobCommand::Unset(args)) => setting::unset(args, context)?,
    }
    Ok(Exit::Done)
}

fn set_active(context: &Context, job: &str, active: bool) -> Result<()> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let name = &catalog.job(job)?.name;
    let changed =
        db.execute(sql!("look/set_trigger_active.sql"), &[("job", name.into()), ("active", active.into())])?;
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

fn list(context: &Context, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Read)?;
    let catalog = context.jobs(&db)?;
    for (name, path) in &catalog.replaced {
        log::warn!("{} replaces the built-in job {name}", path.display());
    }
    let triggers = db.rows(sql!("look/list_triggers.sql"), &[])?;
    let mut rows = Vec::new();
    for job in &catalog.jobs {
        rows.extend(rows_of_job(job, &triggers)?);
    }
    view::show(context, out, "jobs", rows)
}

/// A row for each trigger of the job, or one without.
fn rows_of_job(job: &Job, triggers: &[Row]) -> Result<Vec<Shown>> {
    let mut rows = Vec::new();
    for trigger in triggers {
        if trigger.get::<String>("job")? == job.name {
            rows.push(to_shown(
                job,
                trigger.get("state")?,
                trigger.get("next_action")?,
                trigger.get("last_error")?,
            ));
        }
    }
    if rows.is_empty() {
        rows.push(to_shown(job, None, None, None));
    }
    Ok(rows)
}

fn to_shown(
    job: &Job,
    state: Option<String>,
    next_action: Option<String>,
    last_error: Option<String>,
) -> Shown {
    let schedule = match &job.plan {
        Plan::Repeat { text, .. } => text.clone(),
        Plan::AfterClone(after) => format!("{after} after a clone"),
        Plan::OnRequest => "on request".to_owned(),
    };
    let columns = [
        ("job", job.name.as_str().into()),
        ("schedule", schedule.into()),
        ("state", state.into()),
        ("next_action", next_action.into()),
        ("last_error", last_error.into()),
        ("description", job.description.as_str().into()),
    ];
    columns.into_iter().map(|(column, value)| (column.to_owned(), value)).collect()
}

//! `jobs`: the jobs and their triggers; pause, resume, set a parameter.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Subcommand;

use super::context::Context;
use super::exit::Exit;
use super::setting;
use super::view::{self, Shown};
use crate::db::{Access, Row, sql};
use crate::job::{Job, Plan};

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
    /// Give a parameter of a job another value for good; `default` is that of its file
    #[command(after_help = "Examples:\n  \
        midjobs jobs set MIDUserConnectivity period 5m\n  \
        midjobs jobs set MIDUserConnectivity period default")]
    Set {
        /// The job
        job: String,
        /// The parameter
        param: String,
        /// Its value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Give a parameter of a job the value of its file again
    #[command(after_help = "Example:\n  midjobs jobs unset MIDUserConnectivity period")]
    Unset {
        /// The job
        job: String,
        /// The parameter
        param: String,
    },
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.command {
        None => list(context, out)?,
        Some(JobCommand::Pause { job }) => set_active(context, job, false)?,
        Some(JobCommand::Resume { job }) => set_active(context, job, true)?,
        Some(JobCommand::Set { job, param, value }) if value != "default" => {
            setting::set(context, job, param, value)?;
        }
        Some(JobCommand::Set { job, param, .. } | JobCommand::Unset { job, param }) => {
            setting::unset(context, job, param)?;
        }
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

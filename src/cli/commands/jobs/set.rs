//! `jobs set` and `jobs unset`: parameters of jobs for good. A trigger follows where its interval is one.

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::db::{Access, Db};
use crate::job::{Lasting, setting};

/// The value that stands for the one in the job's file.
const DEFAULT: &str = "default";

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs jobs set MIDUserConnectivity period 5m\n  \
    midjobs jobs set MIDUserConnectivity period default")]
pub struct SetArgs {
    #[command(flatten)]
    which: UnsetArgs,
    /// Its value
    #[arg(allow_hyphen_values = true)]
    value: String,
}

#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs jobs unset MIDUserConnectivity period")]
pub struct UnsetArgs {
    /// The job
    job: String,
    /// The parameter
    param: String,
}

pub fn set(args: &SetArgs, context: &Context) -> Result<()> {
    let UnsetArgs { job, param } = &args.which;
    if args.value == DEFAULT {
        return unset(&args.which, context);
    }
    let mut changed = context.load_jobs()?.job(job)?.clone();
    changed.set(param, &args.value)?;
    changed.check_parameters(Lasting::ForGood, context.now())?;
    change(context, |db| setting::put(db, job, param, &args.value, context.now()))
}

pub fn unset(args: &UnsetArgs, context: &Context) -> Result<()> {
    let UnsetArgs { job, param } = args;
    let catalog = context.load_jobs()?;
    catalog.job(job)?.param(param).with_context(|| format!("the job {job} has no parameter {param:?}"))?;
    change(context, |db| setting::delete(db, job, param))
}

/// Changes a setting, and moves the trigger whose interval it is.
fn change(context: &Context, change: impl FnOnce(&Db) -> Result<()>) -> Result<()> {
    let db = context.open(Access::Write)?;
    db.transaction(|| {
        change(&db)?;
        context.registered_jobs(&db).map(drop)
    })
}

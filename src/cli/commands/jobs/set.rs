//! `jobs set` and `jobs unset`: parameters of jobs for good. A trigger follows where its interval is one.

use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::db::{Access, Db};
use crate::job::{Job, Lasting, Plan, setting};

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

pub fn set(args: &SetArgs, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let UnsetArgs { job, param } = &args.which;
    if args.value == DEFAULT {
        return unset(&args.which, context, out);
    }
    let mut changed = context.load_jobs()?.job(job)?.clone();
    changed.set(param, &args.value)?;
    changed.check_parameters(Lasting::ForGood, context.now())?;
    change(context, |db| setting::put(db, job, param, &args.value, context.now()))?;
    let value = in_words(&changed, param);
    output::done(
        context,
        out,
        &format!("{param} of {job} is {value} from now on{}", follows(&changed, param)),
    )
}

pub fn unset(args: &UnsetArgs, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let UnsetArgs { job, param } = args;
    let catalog = context.load_jobs()?;
    let as_in_its_file = catalog.job(job)?;
    as_in_its_file.ensure_parameter(param)?;
    change(context, |db| setting::delete(db, job, param))?;
    let value = in_words(as_in_its_file, param);
    let follows = follows(as_in_its_file, param);
    output::done(context, out, &format!("{param} of {job} is {value} again, as in its file{follows}"))
}

fn in_words(job: &Job, param: &str) -> String {
    let value = job.param(param).map_or_else(String::new, ToString::to_string);
    if value.is_empty() { "empty".to_owned() } else { value }
}

/// That the schedule follows a parameter that is its interval.
fn follows(job: &Job, param: &str) -> &'static str {
    match &job.plan {
        Plan::Repeat { period_param: Some(period), .. } if period == param => "; its schedule follows",
        _ => "",
    }
}

/// Changes a setting, and moves the trigger whose interval it is.
fn change(context: &Context, change: impl FnOnce(&Db) -> Result<()>) -> Result<()> {
    let db = context.open(Access::Write)?;
    db.transaction(|| {
        change(&db)?;
        context.registered_jobs(&db).map(drop)
    })
}

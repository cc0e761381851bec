//! `runs`: what ran, and what did not and why.

use std::io::Write;

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output;
use crate::db::{Access, params, sql};
use crate::run::Outcome;

/// List runs, the latest first: what ran, and what did not and why
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs runs --job PurgeAgentIssues\n  midjobs runs --outcome failed")]
pub struct Args {
    /// Only runs of this job
    #[arg(long)]
    job: Option<String>,
    /// Only runs of this fate; running and retry are not decided yet
    #[arg(long, value_parser = outcomes())]
    outcome: Option<String>,
    /// Only the latest runs
    #[arg(long, value_name = "RUNS", default_value_t = 100)]
    last: u32,
}

/// The fates as a filter takes them.
fn outcomes() -> PossibleValuesParser {
    PossibleValuesParser::new(Outcome::ALL.iter().map(|outcome| outcome.label()))
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let Args { job, outcome, last } = args;
    let params = params![job: job.as_deref(), outcome: outcome.as_deref(), limit: i64::from(*last)];
    let runs = if job.is_some() { sql!("look/list_runs_of_job.sql") } else { sql!("look/list_runs.sql") };
    let rows = db.rows(runs, params)?;
    if let (true, Some(job)) = (rows.is_empty(), job) {
        known::job(&db, &context.load_jobs()?, job)?;
    }
    let nothing =
        "no such run is on record; what comes next: `midjobs jobs next`; what is due runs with `midjobs run`";
    output::show_or(context, out, "runs", output::shown(rows), nothing)?;
    Ok(Exit::Done)
}

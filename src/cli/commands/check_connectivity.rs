//! `check-connectivity`: sample now whether the MID Server users can log in.

use std::io::Write;

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::age::Covered;
use crate::cli::output::reports;
use crate::cli::output::{self, printable};
use crate::coverage;
use crate::db::Access;
use crate::job::{Catalog, Lasting};

/// The job that samples.
const JOB: &str = "MIDUserConnectivity";

/// Sample now whether the MID Server users can log in; the schedule stays as it is
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs check-connectivity --window 5m --debug summary\n  \
    midjobs check-connectivity --debug detailed --json")]
pub struct Args {
    /// How far to look back for login events, as 5m, 4h or 4m59s; the job's period unless given
    #[arg(long, value_name = "SPAN", allow_hyphen_values = true)]
    window: Option<String>,
    /// How much of what was seen to show
    #[arg(long, value_enum, hide_possible_values = true, value_name = "off|summary|detailed|0|1|2")]
    debug: Option<Debug>,
}

/// What the job's parameter `debug` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Debug {
    #[value(alias = "0")]
    Off,
    #[value(alias = "1")]
    Summary,
    #[value(alias = "2")]
    Detailed,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let mut catalog = context.registered_jobs(&db)?;
    ask(&mut catalog, args)?;
    let job = catalog.job(JOB)?;
    job.check_parameters(Lasting::Once, context.now())?;
    let report = context.runner(&db).run_now(&catalog, job)?;
    let covered = Covered::of(&db, coverage::SAMPLING, context.now())?;
    if context.json() {
        let runs = reports::to_json(&report).as_object().cloned();
        let runs = runs.into_iter().map(|run| run.into_iter().collect()).collect();
        output::show_sections(context, out, [("runs", runs), ("coverage", covered.shown())])?;
        return Ok(reports::exit_of(&[report]));
    }
    if !report.failed() {
        // Somebody is looking: all that was said is the answer, in order.
        for note in &report.notes {
            writeln!(out, "{}", printable(&note.message))?;
        }
        return Ok(Exit::Done);
    }
    reports::show(&[report], context, out)
}

/// Gives the job what was asked for, for this run only: when it is next due does not follow.
fn ask(catalog: &mut Catalog, args: &Args) -> Result<()> {
    for job in catalog.jobs.iter_mut().filter(|job| job.name == JOB) {
        let plan = job.plan.clone();
        if let Some(window) = &args.window {
            job.set("period", window)?;
        }
        if let Some(debug) = args.debug {
            job.set("debug", &(debug as i64).to_string())?;
        }
        job.plan = plan;
    }
    Ok(())
}

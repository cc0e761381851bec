//! `run`: carry out what is due.

use std::io::Write;

use anyhow::Result;

use super::context::{Context, runner_name};
use super::exit::Exit;
use crate::db::{Access, Db, Trouble};
use crate::runner::{RunReport, Tick};
use crate::trigger;

/// Run what is due, and exit
#[derive(clap::Args)]
#[command(
    after_help = "Example, as a crontab line:\n  */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run"
)]
pub struct Args {}

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    match run_due(&db, context) {
        Ok(Tick::Done(reports)) => show(&reports, context, out),
        Ok(Tick::AnotherAtWork) => Ok(another_at_work()),
        // Only a runner leaves a trigger in Running: then it is one of us who holds the file.
        Err(error) if Trouble::Busy.is_cause_of(&error) && another_claimed(&db)? => Ok(another_at_work()),
        Err(error) => Err(error),
    }
}

fn run_due(db: &Db, context: &Context) -> Result<Tick> {
    let catalog = context.registered_jobs(db)?;
    context.runner(db, &catalog).run_due(context.now())
}

/// Whether a trigger is in Running that this process did not claim itself before the lock was taken away.
fn another_claimed(db: &Db) -> Result<bool> {
    let own_name = runner_name();
    let running = trigger::running(db)?;
    Ok(running.iter().any(|orphan| orphan.claimed_by.as_ref() != Some(&own_name)))
}

fn another_at_work() -> Exit {
    log::warn!("another runner is at work on this file: what is due is left to it");
    Exit::Done
}

/// Says what was done; nothing when nothing was due.
pub fn show(reports: &[RunReport], context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if context.json() {
        super::view::show_json(out, "runs", reports.iter().map(to_json).collect())?;
    } else {
        for note in reports.iter().filter(|report| !report.failed()).flat_map(|report| &report.notes) {
            writeln!(out, "{}", super::view::printable(&note.message))?;
        }
    }
    Ok(if reports.iter().any(RunReport::failed) { Exit::JobFailed } else { Exit::Done })
}

fn to_json(report: &RunReport) -> serde_json::Value {
    serde_json::json!({
        "job": report.job,
        "run": report.run,
        "outcome": report.outcome.to_string(),
        "opened": report.recorded.opened,
        "counted": report.recorded.counted,
        "resolved": report.recorded.resolved,
        "log": report.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>(),
    })
}

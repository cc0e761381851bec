//! `run`: carry out what is due.

use std::io::Write;

use anyhow::Result;

use super::context::Context;
use super::dry_run;
use super::exit::Exit;
use crate::db::{Access, Db, Trouble};
use crate::runner::{RunReport, Tick};
use crate::trigger;

/// Run what is due, and exit
#[derive(clap::Args)]
#[command(
    after_help = "Example, as a crontab line:\n  */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run

What would it do at another time?
  midjobs --now '2026-03-01 12:15:00' run --dry-run"
)]
pub struct Args {
    /// Change nothing: show what would be added, changed and removed, table by table. With -v also
    /// in sys_trigger, sys_trigger_run and syslog, where midjobs keeps account; --json always has them.
    /// sys_ids of new rows are made up anew each time
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if args.dry_run {
        let done = dry_run::run(context, out, |db| run_due(db, context))?;
        return Ok(done.unwrap_or_else(another_at_work));
    }
    let db = context.open(Access::Write)?;
    match run_due(&db, context) {
        Ok(Tick::Done(reports)) => show(&reports, context, out),
        Ok(Tick::AnotherAtWork) => Ok(another_at_work()),
        // Only a runner leaves a trigger in Running: then it is one of us who holds the file.
        Err(error) if Trouble::Busy.is_cause_of(&error) && !trigger::running(&db)?.is_empty() => {
            Ok(another_at_work())
        }
        Err(error) => Err(error),
    }
}

fn run_due(db: &Db, context: &Context) -> Result<Tick> {
    let catalog = context.registered_jobs(db)?;
    context.runner(db, &catalog).run_due(context.now())
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
        say(reports, out)?;
    }
    Ok(exit_of(reports))
}

/// What the runs that succeeded have to say; a failure is said on stderr.
pub fn say(reports: &[RunReport], out: &mut dyn Write) -> Result<()> {
    for note in reports.iter().filter(|report| !report.failed()).flat_map(|report| &report.notes) {
        writeln!(out, "{}", super::view::printable(&note.message))?;
    }
    Ok(())
}

/// How a command ends that made these runs.
pub fn exit_of(reports: &[RunReport]) -> Exit {
    if reports.iter().any(RunReport::failed) { Exit::JobFailed } else { Exit::Done }
}

/// A run for machines.
pub fn to_json(report: &RunReport) -> serde_json::Value {
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

//! `run`: carry out what is due.

use std::io::Write;

use anyhow::{Result, ensure};

use super::context::{Context, runner_name};
use super::dry_run;
use super::exit::Exit;
use super::watch::watch;
use crate::db::{Access, Db, Trouble};
use crate::finding::Level;
use crate::runner::{RunReport, Tick};
use crate::span::Span;
use crate::stop::Stop;
use crate::trigger;

/// Run what is due, and exit
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run    a crontab line\n  \
    midjobs --now '2026-03-01 12:15:00' run --dry-run           what would it do at another time?\n  \
    midjobs run --watch                                         in a container")]
pub struct Args {
    /// Stay, and run each trigger when it comes due, until SIGTERM or SIGINT
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// With --watch: how long a running job may go on after SIGTERM or SIGINT before it is rolled back
    #[arg(long, value_name = "SPAN", default_value = "20s", requires = "watch")]
    grace: Span,
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
    if args.watch {
        ensure!(!context.rehearses(), "--watch goes by the real time: leave out --now");
        let db = context.open(Access::Write)?;
        let tell = |reports: &[RunReport]| {
            // What it does matters more than who listens.
            if let Err(error) = show(reports, context, out).and_then(|_| Ok(out.flush()?)) {
                log::warn!("writing to standard output: {error:#}");
            }
            Ok(())
        };
        return watch(&db, context, &Stop::on_signals(args.grace)?, tell).map(|()| Exit::Done);
    }
    once(context, out)
}

/// Runs what is due.
pub fn once(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    match run_due(&db, context) {
        Ok(Tick::Done(reports)) => show(&reports, context, out),
        Ok(Tick::AnotherAtWork) => Ok(another_at_work()),
        Err(error) if Trouble::Busy.is_cause_of(&error) && another_runs(&db)? => Ok(another_at_work()),
        Err(error) => Err(error),
    }
}

/// Only a runner leaves a trigger in Running: then it is one of us who holds the file.
fn another_runs(db: &Db) -> Result<bool> {
    let own_name = runner_name();
    Ok(trigger::running(db)?.iter().any(|orphan| orphan.claimed_by.as_deref() != Some(&own_name)))
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

/// What the runs that succeeded have to say; a failure was said when it happened. Results and views
/// are data, warnings are messages.
pub fn say(reports: &[RunReport], out: &mut dyn Write) -> Result<()> {
    for report in reports.iter().filter(|report| !report.failed()) {
        for note in &report.notes {
            match note.level {
                Level::Debug | Level::Information => {
                    writeln!(out, "{}", super::view::printable(&note.message))?
                }
                Level::Warning => log::warn!("{}: {}", report.job, note.message),
                Level::Error => log::error!("{}: {}", report.job, note.message),
            }
        }
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
        "evidence": report.evidence,
    })
}

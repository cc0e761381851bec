//! Runs as they are told: what each has to say, and as data.

use std::io::Write;

use anyhow::Result;

use super::Shown;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::clone::Scheduled;
use crate::finding::{Level, Note};
use crate::runner::{RunReport, Tick};
use crate::time::Time;

/// Shows what came of looking for work.
pub fn show_tick(tick: Tick, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match tick {
        Tick::Done(reports) => show(&reports, context, out),
        // Of many instances some are always with another runner: that is how they share the work.
        Tick::AnotherAtWork if context.instance().is_some() => Ok(Exit::Done),
        Tick::AnotherAtWork => Ok(another_at_work()),
    }
}

/// Says that what is due is left to another runner.
pub fn another_at_work() -> Exit {
    log::warn!("another runner is at work on this file: what is due is left to it");
    Exit::Done
}

/// A check that a clone scheduled, as a row to show.
pub fn scheduled(check: &Scheduled) -> Shown {
    super::row([
        ("job", check.job.as_str().into()),
        ("next_action", check.next_action.to_string().into()),
        ("trigger", check.trigger.as_str().into()),
    ])
}

/// Says what was done; nothing when nothing was due.
pub fn show(reports: &[RunReport], context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if context.json() {
        super::show_json(context, out, "runs", reports.iter().map(to_json).collect())?;
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
                Level::Debug | Level::Information => writeln!(out, "{}", super::printable(&note.message))?,
                Level::Warning => log_note(log::Level::Warn, report, note),
                Level::Error => log_note(log::Level::Error, report, note),
            }
        }
    }
    Ok(())
}

/// Says what a run had to say on stderr, and which run that is.
fn log_note(level: log::Level, report: &RunReport, note: &Note) {
    let (job, run) = (report.job.as_str(), report.run.as_str());
    let due = report.due.map(Time::iso).unwrap_or_default();
    log::log!(level, job, run, due = due.as_str(); "{job}: {}", note.message);
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
        "due": report.due.map(Time::iso),
        "outcome": report.outcome.label(),
        "opened": report.recorded.opened,
        "counted": report.recorded.counted,
        "resolved": report.recorded.resolved,
        "log": report.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>(),
        "evidence": report.evidence,
    })
}

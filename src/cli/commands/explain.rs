//! `explain`: what happened to an occurrence and why, from the records.

use std::io::Write;

use anyhow::{Error, Result, anyhow};

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::{self, Shown, log_lines};
use crate::db::{Access, Db, Row, params, sql};
use crate::finding::Level;
use crate::time::{Moment, Span, Time};

/// Say what happened to an occurrence of a job, and why, from the records
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs explain PurgeAgentIssues\n  \
    midjobs explain PurgeAgentIssues '2026-03-01 03:00:00'")]
pub struct Args {
    /// The job
    job: String,
    /// When the occurrence was due, UTC, or a date, or as 2h ago: the last one until then; the last of all unless given
    #[arg(value_name = "TIME")]
    at: Option<Moment>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let asked = args.at.map(|at| at.looking_back_to_end(context.now()));
    let at = asked.unwrap_or_else(Time::last);
    let run = db.row(sql!("look/find_run_of_job.sql"), params![job: &args.job, at])?;
    let run = run.map_or_else(|| Err(no_occurrence(args, context, &db)), Ok)?;
    let lines = log_lines::of_run(&db, &run.get::<String>("run")?)?;
    if context.json() {
        let machine_lines: Vec<_> = output::shown(lines).into_iter().map(output::with_iso_times).collect();
        let mut shown = Shown::from(run);
        shown.insert("log", machine_lines.into());
        output::show(context, out, "runs", vec![shown])?;
        return Ok(Exit::Done);
    }
    if let (Some(Moment::At(asked)), Ok(due)) = (args.at, run.get::<Time>("due"))
        && due != asked
    {
        output::tell(context, out, &format!("nothing was due at {asked} UTC; the last before it:"))?;
    }
    output::tell(context, out, &in_words(&db, &args.job, &run)?)?;
    let is_told =
        |line: &&Row| line.get::<i64>("level").is_ok_and(|level| level >= Level::Information as i64);
    let told: Vec<&Row> = lines.iter().filter(is_told).collect();
    told.iter().try_for_each(|line| log_lines::write_line(context, out, line))?;
    if told.len() < lines.len() {
        let (more, run) = (lines.len() - told.len(), run.get::<String>("run")?);
        let text = format!("{} more: midjobs log --level debug --run {run}", amount(more, "debugging line"));
        output::tell(context, out, &text)?;
    }
    Ok(Exit::Done)
}

/// Why nothing is on record: there is no such job, or it was not due yet.
fn no_occurrence(args: &Args, context: &Context, db: &Db) -> Error {
    if let Err(error) = context.jobs(db).and_then(|jobs| known::job(db, &jobs, &args.job)) {
        return error;
    }
    let until =
        args.at.map_or(String::new(), |at| format!(" up to {}", at.looking_back_to_end(context.now())));
    anyhow!("no occurrence of {}{until} is on record: see `midjobs jobs next {}`", args.job, args.job)
}

fn in_words(db: &Db, job: &str, run: &Row) -> Result<String> {
    let due: Time = run.get("due")?;
    let error = run.get::<Option<String>>("error")?.unwrap_or_default();
    let fate = match run.get::<String>("outcome")?.as_str() {
        "coalesced" => coalesced(db, run)?,
        "skipped" => format!("was skipped: {error}"),
        "ran" => format!("ran{}{}", attempts(run, due)?, changed(run.get("rows_changed")?)),
        "retry" => format!("waits for another attempt; so far{}: {error}", attempts(run, due)?),
        "running" => {
            format!("is running{}, or its runner died: the next run takes it up", attempts(run, due)?)
        }
        other => format!("{other}{}: {error}", attempts(run, due)?),
    };
    let origin = if run.get::<String>("origin")? == "manual" { "asked for by hand" } else { "due" };
    Ok(format!("{job}, {origin} at {due}, {fate}"))
}

/// Issues are no rows of its own: the lines below count them.
fn changed(rows: i64) -> String {
    match rows {
        0 => String::new(),
        rows => format!(", and changed {}", amount(rows, "row")),
    }
}

fn coalesced(db: &Db, run: &Row) -> Result<String> {
    let into: String = run.get("coalesced_into")?;
    let others = match run.get::<i64>("occurrences")? {
        1 => String::new(),
        many => format!(" with the {} after it", many - 1),
    };
    let stood_in = db.row(sql!("look/find_run.sql"), params![run: &into])?;
    Ok(match stood_in {
        Some(run) => format!(
            "was missed{others} and coalesced into run {into}, due {} ({})",
            run.get::<String>("due")?,
            run.get::<String>("outcome")?
        ),
        None => format!("was missed{others} and coalesced into run {into}, which is no longer on record"),
    })
}

/// When it started, how late that was, and in which attempt.
fn attempts(run: &Row, due: Time) -> Result<String> {
    let Some(started) = run.get::<Option<Time>>("started")? else { return Ok(String::new()) };
    let late = match started.since(due) {
        none if none == Span::from_seconds(0) => "on time".to_owned(),
        late => format!("{} late", late.in_words()),
    };
    let (attempt, abandoned): (i64, i64) = (run.get("attempt")?, run.get("abandoned")?);
    let died = if abandoned > 0 { format!(", {abandoned} of them lost their runner") } else { String::new() };
    Ok(format!(" at {started} ({late}), attempt {attempt}{died}"))
}

//! `status`: one line for a monitor, by the rules of the monitoring plugins.

use std::io::Write;

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::age::Covered;
use crate::coverage;
use crate::db::{Access, Row, params, sql};
use crate::time::Span;

/// One line for a monitor: 0 OK, 1 warning, 2 critical, 3 unknown
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db status\n\n\
    Critical: a new issue, or one that was acknowledged until a time that has passed; a trigger in Error.\n\
    Warning: only acknowledged issues; a trigger that is overdue, so that no runner seems to be at work;\n\
    no MID Server loaded, or rows that are incomplete or more than a day old.\n\
    Unknown: the file cannot be read.")]
pub struct Args {
    /// A trigger that was due longer ago is overdue
    #[arg(long, value_name = "SPAN", default_value = "30m")]
    overdue: Span,
}

/// What cannot be told is said in the line as well: a monitor reads standard output.
pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    tell(args, context, out).or_else(|error| {
        if !context.json() {
            writeln!(out, "MIDJOBS UNKNOWN - {}", output::printable(&format!("{error:#}")))?;
        }
        out.flush()?;
        Err(error)
    })
}

fn tell(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let now = context.now();
    let params = params![now, overdue: now - args.overdue];
    let row = db.row(sql!("look/find_status.sql"), params)?.context("reading the status")?;
    let covered = Covered::of(&db, coverage::ISSUES, now)?;
    let doubts = covered.doubts();
    let doubtful = if doubts.is_empty() { Exit::Done } else { Exit::Warning };
    let exit = judge(&row)?.max(doubtful);
    if context.json() {
        let mut shown = output::shown(std::slice::from_ref(&row));
        shown.iter_mut().for_each(|row| drop(row.insert("status".to_owned(), label(exit).into())));
        output::show_sections(context, out, [("status", shown), ("coverage", covered.shown())])?;
    } else {
        let rest = covered.age().into_iter().chain(doubts).map(|words| format!(", {words}"));
        writeln!(out, "{}", line(exit, &row, &rest.collect::<String>())?)?;
    }
    Ok(exit)
}

fn judge(row: &Row) -> Result<Exit> {
    let some = |column: &str| row.get::<i64>(column).map(|count| count > 0);
    Ok(if some("issues_new")? || some("triggers_in_error")? {
        Exit::Critical
    } else if some("issues_acknowledged")? || some("triggers_overdue")? || !some("mid_servers")? {
        Exit::Warning
    } else {
        Exit::Done
    })
}

fn label(exit: Exit) -> &'static str {
    match exit {
        Exit::Done => "OK",
        Exit::Critical => "CRITICAL",
        _ => "WARNING",
    }
}

fn line(exit: Exit, row: &Row, rest: &str) -> Result<String> {
    let count = |column: &str| row.get::<i64>(column);
    let values = row.iter().map(|(column, _)| Ok(format!("{column}={}", count(column)?)));
    Ok(format!(
        "MIDJOBS {} - {} of {} MID Servers down, {} new and {} acknowledged issues, {} triggers in error, {} overdue{} | {}",
        label(exit),
        count("mid_servers_down")?,
        count("mid_servers")?,
        count("issues_new")?,
        count("issues_acknowledged")?,
        count("triggers_in_error")?,
        count("triggers_overdue")?,
        output::printable(rest).replace('|', "/"),
        values.collect::<Result<Vec<_>>>()?.join(" ")
    ))
}

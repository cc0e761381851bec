//! `status`: one line for a monitor, by the rules of the monitoring plugins.

use std::io::Write;

use anyhow::{Context as _, Result};

use super::context::Context;
use super::exit::Exit;
use super::view;
use crate::db::{Access, Row, sql};
use crate::span::Span;

/// One line for a monitor: 0 OK, 1 warning, 2 critical, 3 unknown
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db status\n\n\
    Critical: a new issue, or a trigger in Error. Warning: only acknowledged issues, or a trigger\n\
    that is overdue, so that no runner seems to be at work. Unknown: the file cannot be read.")]
pub struct Args {
    /// A trigger that was due longer ago is overdue
    #[arg(long, value_name = "SPAN", default_value = "30m")]
    overdue: Span,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let params = [("overdue", (context.now() - args.overdue).into())];
    let row = db.row(sql!("look/find_status.sql"), &params)?.context("the status is not to be had")?;
    let exit = judge(&row)?;
    if context.json() {
        let mut shown = view::shown(std::slice::from_ref(&row));
        shown.iter_mut().for_each(|row| drop(row.insert("status".to_owned(), label(exit).into())));
        view::show(context, out, "status", shown)?;
    } else {
        writeln!(out, "{}", line(exit, &row)?)?;
    }
    Ok(exit)
}

fn judge(row: &Row) -> Result<Exit> {
    let some = |column: &str| row.get::<i64>(column).map(|count| count > 0);
    Ok(if some("issues_new")? || some("triggers_in_error")? {
        Exit::Critical
    } else if some("issues_acknowledged")? || some("triggers_overdue")? {
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

fn line(exit: Exit, row: &Row) -> Result<String> {
    let count = |column: &str| row.get::<i64>(column);
    let values = row.iter().map(|(column, _)| Ok(format!("{column}={}", count(column)?)));
    Ok(format!(
        "MIDJOBS {} - {} of {} MID Servers down, {} new and {} acknowledged issues, {} triggers in error, {} overdue | {}",
        label(exit),
        count("mid_servers_down")?,
        count("mid_servers")?,
        count("issues_new")?,
        count("issues_acknowledged")?,
        count("triggers_in_error")?,
        count("triggers_overdue")?,
        values.collect::<Result<Vec<_>>>()?.join(" ")
    ))
}

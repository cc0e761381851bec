//! Lines of the log, as `log` and `explain` show them.

use std::io::Write;

use anyhow::Result;

use super::fold::folded;
use super::printable;
use crate::cli::context::Context;
use crate::db::{Db, Row, params, sql};
use crate::finding::Level;

/// What does not fit into the line stands below, where its message begins to be read.
const INDENT: &str = "      ";

/// On a screen narrower than that a time and a level leave no room beside them.
const NARROW: usize = 60;

/// What a run said, in order.
pub fn of_run(db: &Db, run: &str) -> Result<Vec<Row>> {
    db.rows(sql!("look/list_log_lines_of_run.sql"), params![run])
}

/// A line a row, so that what was said line by line reads as it was said; on a terminal it folds below itself.
pub fn write_line(context: &Context, out: &mut dyn Write, row: &Row) -> Result<()> {
    let level: i64 = row.get("level")?;
    let label = Level::ALL.iter().find(|(known, _)| *known as i64 == level).map_or("", |(_, label)| label);
    let (at, source, message): (String, String, String) =
        (row.get("at")?, row.get("source")?, row.get("message")?);
    let begins = format!("{at} {} ", context.screen().weighed(label, &format!("{label:<11}")));
    let said = format!("{}: {}", printable(&source), printable(&message));
    let lines = match context.screen().width {
        Some(width) if width < NARROW => folded(&format!("{begins}{said}"), width, "", "  "),
        Some(width) => folded(&said, width, &begins, INDENT),
        None => vec![format!("{begins}{said}")],
    };
    Ok(lines.iter().try_for_each(|line| writeln!(out, "{line}"))?)
}

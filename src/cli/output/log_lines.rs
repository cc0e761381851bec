//! Lines of the log, as `log` and `explain` show them.

use std::io::Write;

use anyhow::Result;

use super::printable;
use crate::db::{Db, Row, params, sql};
use crate::finding::Level;

/// What a run said, in order.
pub fn of_run(db: &Db, run: &str) -> Result<Vec<Row>> {
    db.rows(sql!("look/list_log_lines_of_run.sql"), params![run])
}

/// A line a row, so that what was said line by line reads as it was said.
pub fn write_line(out: &mut dyn Write, row: &Row) -> Result<()> {
    let level: i64 = row.get("level")?;
    let label = Level::ALL.iter().find(|(known, _)| *known as i64 == level).map_or("", |(_, label)| label);
    let (at, source, message): (String, String, String) =
        (row.get("at")?, row.get("source")?, row.get("message")?);
    Ok(writeln!(out, "{at} {label:<11} {}: {}", printable(&source), printable(&message))?)
}

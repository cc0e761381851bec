//! What a dry run would change, table by table.

use std::io::Write;

use anyhow::Result;
use serde_json::{Map, Value as Json, json};

use super::reports;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::{ChangedRow, Counted, Row, Standing, TableChange, Value};
use crate::runner::{DryRun, RunReport, Tick};

/// Where midjobs keeps account of what it does: what changes there goes without saying.
const ACCOUNTS: [&str; 5] =
    ["sys_trigger", "sys_trigger_local", "sys_trigger_run", "sys_trigger_run_count", "syslog"];

/// Shows what a dry run of what is due would have changed.
pub fn show_tick(done: DryRun<Tick>, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    show(done.reports(), context, out)
}

/// Shows what a dry run would have changed. Nothing is shown where another runner is at work.
pub fn show(done: DryRun<Vec<RunReport>>, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match done {
        DryRun::AnotherAtWork => Ok(reports::another_at_work()),
        DryRun::Done(reports, changes) => show_changes(&reports, &changes, context, out),
        DryRun::Over(error) => {
            log::error!("{error:#}");
            Ok(Exit::JobFailed)
        }
    }
}

fn show_changes(
    reports: &[RunReport],
    changes: &[TableChange],
    context: &Context,
    out: &mut dyn Write,
) -> Result<Exit> {
    let is_account = |change: &&TableChange| ACCOUNTS.contains(&change.table.as_str());
    if context.json() {
        let runs: Vec<Json> = reports.iter().map(reports::to_json).collect();
        let tables: Vec<Json> = changes.iter().map(table_to_json).collect();
        super::show_json(context, out, "dry_run", json!({ "runs": runs, "tables": tables }))?;
    } else if !(reports.is_empty() && changes.is_empty()) {
        writeln!(out, "dry run: this would happen; nothing was changed")?;
        reports::say(reports, out)?;
        for change in changes.iter().filter(|change| !is_account(change)) {
            show_table(change, out)?;
        }
        for change in changes.iter().filter(|change| is_account(change) && context.verbose()) {
            show_table(change, out)?;
        }
    }
    Ok(reports::exit_of(reports))
}

fn show_table(change: &TableChange, out: &mut dyn Write) -> Result<()> {
    let standing = match change.standing {
        Standing::Stays => String::new(),
        other => format!(" ({other})"),
    };
    let (added, changed, removed) = (change.added.count, change.changed.count, change.removed.count);
    let table = super::printable(&change.table);
    writeln!(out, "{table}{standing}: {added} added, {changed} changed, {removed} removed")?;
    show_rows('+', &change.added, row_in_words, out)?;
    show_rows('~', &change.changed, change_in_words, out)?;
    show_rows('-', &change.removed, row_in_words, out)
}

fn show_rows<R>(
    sign: char,
    rows: &Counted<R>,
    in_words: impl Fn(&R) -> String,
    out: &mut dyn Write,
) -> Result<()> {
    for row in &rows.rows {
        writeln!(out, "  {sign} {}", in_words(row))?;
    }
    if rows.left_out() > 0 {
        writeln!(out, "  {sign} ... and {} more", rows.left_out())?;
    }
    Ok(())
}

/// What is NULL is left out.
fn row_in_words(row: &Row) -> String {
    let values = row.iter().filter(|(_, value)| **value != Value::Null);
    values.map(|(column, value)| pair(column, value)).collect::<Vec<_>>().join(", ")
}

fn change_in_words(row: &ChangedRow) -> String {
    let key: Vec<String> = row.key.iter().map(|(column, value)| pair(column, value)).collect();
    let columns = row.columns.iter().map(|(column, old, new)| {
        format!("{}: {} -> {}", super::printable(column), in_words(old), in_words(new))
    });
    format!("{}: {}", key.join(", "), columns.collect::<Vec<_>>().join(", "))
}

fn pair(column: &str, value: &Value) -> String {
    format!("{} = {}", super::printable(column), in_words(value))
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(integer) => integer.to_string(),
        Value::Text(text) => format!("'{}'", super::printable(text)),
    }
}

fn shown(rows: &[Row]) -> Vec<Json> {
    rows.iter().cloned().map(|row| super::Shown::from(row).into()).collect()
}

fn table_to_json(change: &TableChange) -> Json {
    let changed: Vec<Json> = change.changed.rows.iter().map(change_to_json).collect();
    let left_out = change.added.left_out() + change.changed.left_out() + change.removed.left_out();
    let mut shown = json!({
        "table": change.table,
        "standing": change.standing.label(),
        "added": shown(&change.added.rows),
        "changed": changed,
        "removed": shown(&change.removed.rows),
    });
    if left_out > 0 {
        shown["left_out"] = left_out.into();
    }
    shown
}

fn change_to_json(row: &ChangedRow) -> Json {
    let key: Map<String, Json> =
        row.key.iter().map(|(column, value)| (column.clone(), super::to_json(value))).collect();
    let columns: Map<String, Json> = row
        .columns
        .iter()
        .map(|(column, old, new)| {
            (column.clone(), json!({ "old": super::to_json(old), "new": super::to_json(new) }))
        })
        .collect();
    json!({ "key": key, "columns": columns })
}

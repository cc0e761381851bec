//! `--dry-run`: what a command would change, table by table.

use std::io::Write;

use anyhow::Result;
use serde_json::{Map, Value as Json, json};

use super::reports;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::{Access, ChangedRow, Db, Row, Standing, TableChange, Trouble, Value};
use crate::runner::{RunReport, Tick};

/// Where midjobs keeps account of what it does: what changes there goes without saying.
const ACCOUNTS: [&str; 3] = ["sys_trigger", "sys_trigger_run", "syslog"];

/// Does `work` in a transaction that is rolled back, and shows what it would have changed; `None`
/// when another runner is at work.
pub fn run(
    context: &Context,
    out: &mut dyn Write,
    work: impl FnOnce(&Db) -> Result<Tick>,
) -> Result<Option<Exit>> {
    let db = context.open(Access::DryRun)?;
    // Before the write lock, as runners do: else each could hold what the other waits for.
    let Some(_lock) = db.runner_lock(context.lock_timeout())? else { return Ok(None) };
    match db.dry_run(|| work(&db)) {
        Ok((Tick::AnotherAtWork, _)) => Ok(None),
        Ok((Tick::Done(reports), changes)) => show(&reports, &changes, context, out).map(Some),
        Err(error) if Trouble::DryRunOver.is_cause_of(&error) => {
            log::error!("{error:#}");
            Ok(Some(Exit::JobFailed))
        }
        Err(error) => Err(error),
    }
}

fn show(
    reports: &[RunReport],
    changes: &[TableChange],
    context: &Context,
    out: &mut dyn Write,
) -> Result<Exit> {
    let is_account = |change: &&TableChange| ACCOUNTS.contains(&change.table.as_str());
    if context.json() {
        let runs: Vec<Json> = reports.iter().map(reports::to_json).collect();
        let tables: Vec<Json> = changes.iter().map(table_to_json).collect();
        super::show_json(out, "dry_run", json!({ "runs": runs, "tables": tables }))?;
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
        Standing::Stays => "",
        Standing::Made => " (made)",
        Standing::Dropped => " (dropped)",
    };
    let (added, changed, removed) = (change.added.len(), change.changed.len(), change.removed.len());
    let table = super::printable(&change.table);
    writeln!(out, "{table}{standing}: {added} added, {changed} changed, {removed} removed")?;
    for row in &change.added {
        writeln!(out, "  + {}", row_in_words(row))?;
    }
    for row in &change.changed {
        writeln!(out, "  ~ {}", change_in_words(row))?;
    }
    for row in &change.removed {
        writeln!(out, "  - {}", row_in_words(row))?;
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

fn table_to_json(change: &TableChange) -> Json {
    let changed: Vec<Json> = change.changed.iter().map(change_to_json).collect();
    json!({
        "table": change.table,
        "standing": match change.standing {
            Standing::Stays => "stays",
            Standing::Made => "made",
            Standing::Dropped => "dropped",
        },
        "added": super::shown(&change.added),
        "changed": changed,
        "removed": super::shown(&change.removed),
    })
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

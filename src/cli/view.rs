//! How rows are shown: as a table for people, as JSON for machines.

use std::io::{IsTerminal, Write};

use anyhow::Result;
use serde_json::{Map, Value as Json, json};

use super::context::Context;
use super::table;
use crate::db::{Row, Value};
pub use crate::finding::{printable, printable_lines};
use crate::time::Time;

/// The number of the form of `--json`: fields may be added to it, none goes or changes.
const VERSION: u32 = 1;

/// One row to show: column and value, in order.
pub type Shown = Map<String, Json>;

/// The rows of a query, to show.
pub fn shown(rows: &[Row]) -> Vec<Shown> {
    let shown = |row: &Row| row.iter().map(|(column, value)| (column.to_owned(), to_json(value))).collect();
    rows.iter().map(shown).collect()
}

/// Shows rows: a table, or with `--json` an object with them under `name`. No rows, no table.
pub fn show(context: &Context, out: &mut dyn Write, name: &str, rows: Vec<Shown>) -> Result<()> {
    if context.json() {
        let rows: Vec<Json> = rows.into_iter().map(with_iso_times).collect();
        return show_json(out, name, Json::Array(rows));
    }
    if rows.is_empty() {
        return Ok(());
    }
    // Only a terminal has a width.
    let width = comfy_table::Table::new().width().filter(|_| std::io::stdout().is_terminal());
    let text = match width {
        Some(width) => table::for_terminal(&rows, width.into()),
        None => table::for_pipe(&rows),
    };
    writeln!(out, "{text}")?;
    Ok(())
}

/// Shows several lists of rows: a table each, or with `--json` one object with all of them under their names.
pub fn show_sections<const N: usize>(
    context: &Context,
    out: &mut dyn Write,
    sections: [(&str, Vec<Shown>); N],
) -> Result<()> {
    if !context.json() {
        return sections.into_iter().try_for_each(|(name, rows)| show(context, out, name, rows));
    }
    let mut object = Map::from_iter([("version".to_owned(), VERSION.into())]);
    for (name, rows) in sections {
        object.insert(name.to_owned(), rows.into_iter().map(with_iso_times).collect());
    }
    serde_json::to_writer_pretty(&mut *out, &object)?;
    Ok(writeln!(out)?)
}

/// Shows one value under `name`, as JSON.
pub fn show_json(out: &mut dyn Write, name: &str, value: Json) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, &json!({ "version": VERSION, name: value }))?;
    Ok(writeln!(out)?)
}

/// A value for machines.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(integer) => (*integer).into(),
        Value::Text(text) => text.as_str().into(),
    }
}

/// Columns that hold a moment: ServiceNow's form for people, ISO 8601 for machines.
const TIMES: [&str; 9] = [
    "at",
    "due",
    "started",
    "finished",
    "next_action",
    "last_detected",
    "resolved_on",
    "sys_created_on",
    "last_refreshed",
];

/// A row for machines.
pub fn with_iso_times(mut row: Shown) -> Json {
    for (column, value) in &mut row {
        if TIMES.contains(&column.as_str())
            && let Some(time) = value.as_str().and_then(|text| Time::parse(text).ok())
        {
            *value = time.iso().into();
        }
    }
    Json::Object(row)
}

//! What `--json` prints: one object, its version, and values in the form that machines read.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::Shown;
use crate::db::{Value, schema};
use crate::printable::printable_json;
use crate::time::Time;

/// The number of the form of `--json`: fields may be added to it, none goes or changes.
pub const VERSION: u32 = 1;

/// Shows one value under `name`, as JSON.
pub fn show_json(out: &mut dyn Write, name: &str, value: Json) -> Result<()> {
    write_json(out, &json!({ "version": VERSION, name: value }))
}

/// Writes JSON; what would steer a terminal is written by its number.
pub fn write_json(out: &mut dyn Write, value: &Json) -> Result<()> {
    Ok(writeln!(out, "{}", printable_json(&serde_json::to_string_pretty(value)?))?)
}

/// A value for machines.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(integer) => (*integer).into(),
        Value::Text(text) => text.as_str().into(),
    }
}

/// Whether a column holds a moment: ServiceNow's form for people, ISO 8601 for machines.
fn holds_times(column: &str) -> bool {
    column == "at" || schema::holds_times(column)
}

/// A row for machines.
pub fn with_iso_times(mut row: Shown) -> Json {
    for (column, value) in &mut row {
        if holds_times(column)
            && let Some(time) = value.as_str().and_then(|text| Time::parse(text).ok())
        {
            *value = time.iso().into();
        }
    }
    Json::Object(row)
}

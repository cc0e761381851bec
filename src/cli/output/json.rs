//! What `--json` prints: one object, its version, and values in the form that machines read.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::{Shown, columns};
use crate::cli::context::Context;
use crate::db::Value;
use crate::printable::printable_json;
use crate::time::Time;

/// The number of the form of `--json`: fields may be added to it, none goes or changes.
pub const VERSION: u32 = 1;

/// The form of times for people.
const PLAIN_TIME: &str = "YYYY-MM-DD HH:MM:SS";

/// Shows one value under `name`, as JSON.
pub fn show_json(context: &Context, out: &mut dyn Write, name: &str, value: Json) -> Result<()> {
    write_json(context, out, &json!({ "version": VERSION, name: value }))
}

/// Writes JSON; what would steer a terminal is written by its number. A process that stays writes an object a line.
pub fn write_json(context: &Context, out: &mut dyn Write, value: &Json) -> Result<()> {
    let text = if context.stays() { value.to_string() } else { serde_json::to_string_pretty(value)? };
    Ok(writeln!(out, "{}", printable_json(&text))?)
}

/// A value for machines.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(integer) => (*integer).into(),
        Value::Text(text) => text.as_str().into(),
    }
}

/// A row for machines.
pub fn with_iso_times(row: Shown) -> Json {
    with_times(row, |_| true, Time::iso).into()
}

/// The row with its times in the form for people, whatever form a view has them in: any other is longer.
pub(super) fn with_plain_times(row: Shown) -> Shown {
    with_times(row, |text| text.len() > PLAIN_TIME.len(), |time| time.to_string())
}

fn with_times(mut row: Shown, is_asked: impl Fn(&str) -> bool, form: impl Fn(Time) -> String) -> Shown {
    for (column, value) in row.iter_mut() {
        // Most text is seen to be no time, behind whose year there is a hyphen, before it is asked what the column holds.
        if let Some(text) = value.as_str().filter(|text| text.as_bytes().get(4) == Some(&b'-'))
            && is_asked(text)
            && columns::holds_stored_times(column)
            && let Ok(time) = Time::parse(text)
        {
            *value = form(time).into();
        }
    }
    row
}

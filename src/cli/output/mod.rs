//! How rows are shown: as a table for people, as JSON for machines.

pub mod age;
pub mod changes;
mod columns;
pub mod fit;
pub mod fold;
mod json;
mod layout;
pub mod log_lines;
pub mod reports;
pub mod screen;
mod shown;
mod table;
pub mod why;

use std::io::Write;

use anyhow::Result;
use serde_json::{Map, Value as Json};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
pub use crate::printable::{printable, printable_lines};
pub use json::{VERSION, show_json, to_json, with_iso_times, write_json};
pub use shown::{Shown, shown};

/// A row of these columns.
pub fn row<const N: usize>(columns: [(&str, Json); N]) -> Shown {
    columns.into_iter().collect()
}

/// Shows rows: a table, or with `--json` an object with them under `name`. No rows, no table.
pub fn show(
    context: &Context,
    out: &mut dyn Write,
    name: &str,
    rows: impl IntoIterator<Item = Shown>,
) -> Result<()> {
    show_or(context, out, name, rows, "")
}

/// Shows rows; where there are none, people are told `nothing`: that there are none, and what to do next.
pub fn show_or(
    context: &Context,
    out: &mut dyn Write,
    name: &str,
    rows: impl IntoIterator<Item = Shown>,
    nothing: &str,
) -> Result<()> {
    if context.json() {
        return show_json(context, out, name, rows.into_iter().map(with_iso_times).collect());
    }
    let mut rows = rows.into_iter().map(json::with_plain_times).peekable();
    if rows.peek().is_none() {
        return tell(context, out, nothing);
    }
    let screen = context.screen();
    match screen.width {
        Some(width) => {
            let rows: Vec<Shown> = rows.collect();
            writeln!(out, "{}", table::for_terminal(&rows, screen, width, context.now()))?;
        }
        None => table::for_pipe(rows, screen, out)?,
    }
    Ok(())
}

/// Says something to people, folded where they look at it; nothing where there is nothing to say.
pub fn tell(context: &Context, out: &mut dyn Write, text: &str) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let text = printable(text);
    let lines = match context.screen().width {
        Some(width) => fold::folded(&text, width, "", "  "),
        None => vec![text],
    };
    Ok(writeln!(out, "{}", lines.join("\n"))?)
}

/// Says something behind a label, below which it folds where people look at it.
pub fn tell_behind(context: &Context, out: &mut dyn Write, label: &str, text: &str) -> Result<()> {
    let text = printable(text);
    let lines = match context.screen().width {
        Some(width) => {
            let indent = " ".repeat(label.len().min(width / 2));
            fold::folded(&text, width, label, &indent)
        }
        None => vec![format!("{label}{text}")],
    };
    Ok(writeln!(out, "{}", lines.join("\n"))?)
}

/// Says what was done; with `--json` under `done`.
pub fn done(context: &Context, out: &mut dyn Write, text: &str) -> Result<Exit> {
    match context.json() {
        true => show_json(context, out, "done", text.into())?,
        false => tell(context, out, text)?,
    }
    Ok(Exit::Done)
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
    write_json(context, out, &Json::Object(object))
}

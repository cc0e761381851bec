//! Rows as text: a line each for a pipe; on a terminal nothing that is copied is broken.

use comfy_table::Table;
use serde_json::Value as Json;

use crate::cli::output::{Shown, printable};

/// Columns of sentences: on a terminal they stand below their row.
const SENTENCES: [&str; 7] =
    ["message", "unconfirmed", "acknowledged_reason", "description", "last_error", "error", "parameters"];

/// Columns of sys_ids: on a terminal their beginning is enough, as commands take it.
const IDS: [&str; 4] = ["sys_id", "trigger", "run", "coalesced_into"];

/// The number of digits of a sys_id that a terminal shows.
const SHORT_ID: usize = 8;

/// A table with a line for each row, whole, for a pipe.
pub fn for_pipe(rows: &[Shown]) -> String {
    let columns: Vec<&str> = rows.iter().take(1).flat_map(|row| row.keys().map(String::as_str)).collect();
    table(&columns, rows.iter().map(|row| row.values().map(cell).collect()).collect()).join("\n")
}

/// A table for a terminal of that width: no empty columns, short ids, and sentences below their row.
pub fn for_terminal(rows: &[Shown], width: usize) -> String {
    let all = rows.iter().take(1).flat_map(|row| row.keys().map(String::as_str));
    let used: Vec<&str> =
        all.filter(|column| rows.iter().any(|row| !cell(&row[*column]).is_empty())).collect();
    let (sentences, columns): (Vec<&str>, Vec<&str>) =
        used.into_iter().partition(|column| SENTENCES.contains(column));
    let cells = |row: &Shown| columns.iter().map(|column| short(column, cell(&row[*column]))).collect();
    let mut lines = table(&columns, rows.iter().map(cells).collect()).into_iter();
    let mut shown: Vec<String> = lines.next().into_iter().collect();
    for (row, line) in rows.iter().zip(lines) {
        shown.push(line);
        let texts = sentences.iter().map(|column| cell(&row[*column])).filter(|text| !text.is_empty());
        shown.extend(texts.flat_map(|text| folded(&text, width.saturating_sub(4).max(20))));
    }
    shown.join("\n")
}

/// The header, and a line for each row.
fn table(columns: &[&str], rows: Vec<Vec<String>>) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(columns.iter().map(|column| column.replace('_', " ").to_uppercase()));
    table.add_rows(rows);
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

fn short(column: &str, text: String) -> String {
    if IDS.contains(&column) { text.chars().take(SHORT_ID).collect() } else { text }
}

/// The text in lines of at most `width` characters where its words allow, indented.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(|line| format!("    {line}")).collect()
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => printable(text),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows() -> Vec<Shown> {
        let row = |state: &str, resolved: Option<&str>| {
            json!({ "state": state, "message": "One two three four five six seven", "resolved_on": resolved,
                "sys_id": "0123456789abcdef0123456789abcdef" })
        };
        [row("New", None), row("Acknowledged", None)]
            .iter()
            .filter_map(|row| row.as_object().cloned())
            .collect()
    }

    #[test]
    fn a_terminal_gets_short_ids_no_empty_columns_and_sentences_below() {
        let expected = " STATE         SYS ID\n New           01234567\n    One two three four\n    five six seven\n \
             Acknowledged  01234567\n    One two three four\n    five six seven";
        assert_eq!(for_terminal(&rows(), 24), expected);
    }

    #[test]
    fn a_pipe_gets_a_whole_row_in_a_line() {
        let table = for_pipe(&rows());
        assert_eq!(table.lines().count(), 3);
        assert!(table.contains("RESOLVED ON") && table.contains("0123456789abcdef0123456789abcdef"));
    }
}

//! The first line of a table of text: the names of its columns, or the labels that lists write in their place.

use anyhow::{Result, bail, ensure};

use super::rows::MOST_COLUMNS;
use crate::intake::tables::InstanceTable;

/// The columns that the first line names, of `table` where that is known. They are not quoted in errors: without a first
/// line of names they are values.
pub(super) fn columns(first_line: &[String], table: Option<&InstanceTable>) -> Result<Vec<String>> {
    ensure!(
        first_line.len() <= MOST_COLUMNS,
        "the first line has more than {MOST_COLUMNS} columns: this is not an export"
    );
    let texts: Vec<&str> = first_line.iter().map(|text| text.trim_ascii()).collect();
    let column = |text: &&str| -> Option<String> {
        let labelled = || table.and_then(|table| table.labelled(text)).map(str::to_owned);
        if is_column_name(text) { Some((*text).to_owned()) } else { labelled() }
    };
    let columns: Vec<Option<String>> = texts.iter().map(column).collect();
    // Beside a sys_id of a table that is known, what is neither is the label of a column that is not kept.
    let is_header = table.is_some() && columns.iter().flatten().any(|column| column == "sys_id");
    let mut names: Vec<String> = Vec::new();
    for (at, (column, text)) in columns.into_iter().zip(texts).enumerate() {
        let left_out = || (is_header && !text.is_empty()).then(|| text.to_owned());
        let Some(name) = column.or_else(left_out) else { bail!(refused(at + 1, table)) };
        if let Some(same) = names.iter().position(|other| *other == name) {
            bail!("columns {} and {} of the first line are the same: leave one out", same + 1, at + 1);
        }
        names.push(name);
    }
    Ok(names)
}

fn refused(column: usize, table: Option<&InstanceTable>) -> String {
    let labels = match table {
        Some(table) => format!("nor a label of {} that is known: {}", table.name, table.ways_to_export()),
        None => "and labels are understood where the table is known: name it with --table, or export with \
                 sysparm_export_column_header_label=false"
            .to_owned(),
    };
    format!("column {column} of the first line is not a column name, {labels}")
}

/// An instance's names are lower-case, its labels begin with a capital; a dot leads to a column of a reference.
fn is_column_name(name: &str) -> bool {
    let letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    !name.is_empty() && name.bytes().all(letter)
}

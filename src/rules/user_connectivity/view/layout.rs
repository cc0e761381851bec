//! Lines for people: aligned columns, at most 80 wide, and names that cannot be mistaken.

use comfy_table::{CellAlignment, ContentArrangement, Table};

use crate::printable::printable;

/// No line is wider.
const WIDTH: u16 = 80;

/// Rows in columns, the first so far from the left; long cells go on in the next line.
pub fn columns(indent: u16, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    lines(&table(indent, rows))
}

/// Rows in columns, all but the first with their right sides aligned, as numbers are.
pub fn numbers(indent: u16, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut table = table(indent, rows);
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    lines(&table)
}

fn table(indent: u16, rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).force_no_tty().set_width(WIDTH);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.add_rows(rows.into_iter().map(|row| row.iter().map(|cell| printable(cell)).collect::<Vec<_>>()));
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding(if index == 0 { (indent, 0) } else { (2, 0) });
    }
    table
}

fn lines(table: &Table) -> Vec<String> {
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// A name as it is, or quoted where blanks at its ends or what cannot be seen would hide what it is.
pub fn name(text: &str) -> String {
    let plain = text.trim() == text && !text.is_empty() && !text.chars().any(char::is_control);
    if plain { text.to_owned() } else { format!("{text:?}") }
}

/// Several things in one cell.
pub fn list<T: AsRef<str>>(things: &[T]) -> String {
    let things: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
    if things.is_empty() { "none".to_owned() } else { things.join(", ") }
}

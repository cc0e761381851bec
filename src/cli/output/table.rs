//! Rows as text: a line each for a pipe; on a terminal a table that fits it, in which nothing that is copied is broken.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::columns;
use super::fold::display_width;
use super::layout::{GAP, Layout, cell};
use super::screen::Screen;
use crate::cli::output::Shown;
use crate::time::Time;

/// Makes the line between two rows: no value has this letter, it is shown by its number.
const BETWEEN_ROWS: char = '\u{2028}';

/// Between two values of a row, until the lines are made: no value has it, it is shown by its number.
const BETWEEN_VALUES: char = '\t';

/// Writes a table with a line for each row, whole, for a pipe. There may be very many rows: of each, no more than its text is
/// held.
pub fn for_pipe(rows: impl Iterator<Item = Shown>, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = rows.peekable();
    let names: Vec<String> = rows.peek().into_iter().flat_map(Shown::columns).map(str::to_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let heading: Vec<String> = columns::headings(&names);
    let mut widths: Vec<usize> = heading.iter().map(|heading| display_width(heading)).collect();
    let mut values = String::new();
    rows.for_each(|row| add_values(&mut values, &mut widths, &row));
    let heading = heading.iter().map(|heading| (heading.as_str(), false));
    let mut line = String::new();
    put_line(&mut line, &widths, heading, screen);
    out.write_all(line.as_bytes())?;
    let is_weighed: Vec<bool> =
        names.iter().map(|name| screen.color && columns::says_how_it_stands(name)).collect();
    for row in values.lines() {
        put_line(&mut line, &widths, row.split(BETWEEN_VALUES).zip(is_weighed.iter().copied()), screen);
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Adds the values of a row as a line, and widens the columns to hold them.
fn add_values(values: &mut String, widths: &mut [usize], row: &Shown) {
    for (place, (value, width)) in row.values().zip(widths).enumerate() {
        let value = cell(value);
        *width = display_width(&value).max(*width);
        values.extend((place > 0).then_some(BETWEEN_VALUES));
        values.push_str(&value);
    }
    values.push('\n');
}

/// Puts a line of values, each padded to the width of its column by what is seen of it; some in the colour of what they say.
fn put_line<'a>(
    line: &mut String,
    widths: &[usize],
    values: impl Iterator<Item = (&'a str, bool)>,
    screen: Screen,
) {
    line.clear();
    for ((value, is_weighed), width) in values.zip(widths) {
        line.push(' ');
        match is_weighed {
            true => line.push_str(&screen.weighed(value, value)),
            false => line.push_str(value),
        }
        let padding = width.saturating_sub(display_width(value)) + 1;
        line.extend(std::iter::repeat_n(" ", padding));
    }
    line.truncate(line.trim_end_matches(' ').len());
    line.push('\n');
}

/// A table for a terminal: no column that says nothing, short ids, and below each row what does not fit beside it.
pub fn for_terminal(rows: &[Shown], screen: Screen, width: usize, now: Time) -> String {
    let layout = Layout::of(rows, width, now);
    let names: Vec<&str> = layout.columns.iter().map(|column| column.name).collect();
    let mut below = layout.below.into_iter();
    let mut shown: Vec<String> = Vec::new();
    if !names.is_empty() {
        let row = |place: usize| layout.columns.iter().map(|column| column.values[place].clone()).collect();
        let between_rows = TableStyle::new().row_separator(LineStyle::none().fill(BETWEEN_ROWS));
        let mut table = built(&names, (0..rows.len()).map(row), between_rows, screen);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(to_u16(width));
        for (place, (arranged, column)) in table.column_iter_mut().zip(&layout.columns).enumerate() {
            arranged.set_padding((0, if place + 1 == names.len() { 0 } else { to_u16(GAP) }));
            let least = (column.least() + usize::from(arranged.padding_width())).min(width);
            arranged.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(to_u16(least))));
        }
        for line in lines(&table) {
            match line.starts_with(BETWEEN_ROWS) {
                true => shown.extend(below.next().into_iter().flatten()),
                false => shown.push(line),
            }
        }
    }
    // After the last row there is no line between rows.
    shown.extend(below.flatten());
    shown.extend(layout.everywhere);
    shown.join("\n")
}

fn built(
    names: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    style: TableStyle,
    screen: Screen,
) -> Table {
    let mut table = Table::new();
    table.force_no_tty().load_style(style).set_header(columns::headings(names));
    for row in rows {
        let weighed = |(value, name): (String, &&str)| match columns::says_how_it_stands(name) {
            true => screen.weighed(&value, &value),
            false => value,
        };
        table.add_row(row.into_iter().zip(names).map(weighed));
    }
    table
}

fn lines(table: &Table) -> Vec<String> {
    table.lines().map(|line| line.trim_end_matches(' ').to_owned()).collect()
}

fn to_u16(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;

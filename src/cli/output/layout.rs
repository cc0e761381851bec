//! What of some rows stands in the columns of a table that is so wide, what below each row, and what once for all of them.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::columns::{self, Kind};
use super::fold::{display_width, folded};
use crate::cli::output::{Shown, printable};
use crate::printable::is_plain;
use crate::time::Time;

/// The least number of digits of a sys_id that is shown.
const SHORT_ID: usize = 8;

/// Words up to that width are never broken.
const WHOLE_WORD: usize = 28;

/// Columns of terms: their few words stay together.
const TERMS: [&str; 2] = ["class", "cause"];

/// A column of words is narrow up to that width: it stays beside its row longest.
const NARROW: usize = 12;

/// An id that is shown longer than that gives way to words.
const LONG_ID: usize = 20;

/// Between two columns.
pub const GAP: usize = 2;

/// What stands below a row begins there.
const INDENT: &str = "    ";

/// Stands for a blank at which no line folds, until the lines are made. It is a letter that nobody has.
const UNBROKEN_BLANK: &str = "\u{e000}";

/// Where each value stands.
pub struct Layout<'a> {
    /// The columns of the table, with their values.
    pub columns: Vec<Column<'a>>,
    /// The lines below each row.
    pub below: Vec<Vec<String>>,
    /// The lines below all of them.
    pub everywhere: Vec<String>,
}

/// A column of the table.
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value in each row.
    pub values: Vec<String>,
    kind: Kind,
}

impl<'a> Layout<'a> {
    /// The layout of these rows at that width.
    pub fn of(rows: &'a [Shown], width: usize, now: Time) -> Self {
        let mut columns = columns_of(rows);
        columns.retain(|column| column.values.iter().any(|value| !value.is_empty()));
        let everywhere = take(&mut columns, |place, column| place > 0 && column.is_alike());
        let sentences = take(&mut columns, |_, column| column.kind == Kind::Sentence);
        let aged: Vec<Column> = columns.iter().map(|column| column.with_age(now)).collect();
        if widest(&aged) <= width {
            columns = aged;
        }
        let mut moved = Vec::new();
        while narrowest(&columns) > width
            && let Some(place) = to_move(&columns)
        {
            moved.insert(0, columns.remove(place));
        }
        let lines = |row: usize| lines_below(&sentences, &moved, row, width);
        Self {
            below: (0..rows.len()).map(lines).collect(),
            everywhere: lines_everywhere(&everywhere, width),
            columns,
        }
    }
}

impl Column<'_> {
    /// No narrower than this: it holds its longest word.
    pub fn least(&self) -> usize {
        let whole = matches!(self.kind, Kind::Id | Kind::Time) || TERMS.contains(&self.name);
        let of_value = |value: &String| match whole {
            true => display_width(value),
            false => value.split(' ').map(display_width).max().unwrap_or(0).min(WHOLE_WORD),
        };
        let of_heading = columns::label(self.name).split(' ').map(display_width).max();
        self.values.iter().map(of_value).chain(of_heading).max().unwrap_or(0)
    }

    /// No wider than this.
    fn most(&self) -> usize {
        let heading = columns::headings(&[self.name]).concat();
        self.values.iter().chain([&heading]).map(|text| display_width(text)).max().unwrap_or(0)
    }

    /// Whether it has the same value in several rows: it does not tell them apart.
    fn is_alike(&self) -> bool {
        let first = self.values.first();
        self.name != "message"
            && self.values.len() > 1
            && self.values.iter().all(|value| Some(value) == first)
    }

    /// The same, with how long ago its moments are.
    fn with_age(&self, now: Time) -> Self {
        let aged = |value: &String| match Time::parse(value) {
            Ok(time) if columns::with_age(self.name) => format!("{value} {}", time.seen_from(now)),
            _ => value.clone(),
        };
        Self { values: self.values.iter().map(aged).collect(), ..*self }
    }

    /// A value with its label, for a line that is not under its heading.
    fn labelled(&self, row: usize) -> Option<String> {
        let value = self.values.get(row).filter(|value| !value.is_empty())?;
        let value = match columns::holds_times(self.name) {
            true => format!("{value} UTC").replace(' ', UNBROKEN_BLANK),
            false => value.clone(),
        };
        Some(match columns::is_labelled(self.name) {
            true => format!("{}: {value}", columns::label(self.name)),
            false => value,
        })
    }
}

fn columns_of(rows: &[Shown]) -> Vec<Column<'_>> {
    let names = rows.iter().take(1).flat_map(|row| row.columns());
    let column = |name| {
        let kind = columns::kind(name);
        let mut values: Vec<String> = rows
            .iter()
            .map(|row| row.get(name).map_or_else(String::new, |value| cell(value).into()))
            .collect();
        if kind == Kind::Id {
            shorten(&mut values);
        }
        Column { name, values, kind }
    };
    names.map(column).collect()
}

/// A value as text.
pub fn cell(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Null => "".into(),
        Json::String(text) if is_plain(text) => text.into(),
        Json::String(text) => printable(text).into(),
        Json::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(", ").into(),
        other => other.to_string().into(),
    }
}

/// Cuts ids to what tells those that differ apart.
fn shorten(ids: &mut [String]) {
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort();
    sorted.dedup();
    let shared = |(one, other): (&&String, &&String)| {
        one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
    };
    let longest = sorted.iter().zip(sorted.iter().skip(1)).map(shared).max().unwrap_or(0);
    let length = SHORT_ID.max(longest + 1);
    ids.iter_mut().for_each(|id| *id = id.chars().take(length).collect());
}

/// Takes out the columns that are meant.
fn take<'a>(columns: &mut Vec<Column<'a>>, is_meant: impl Fn(usize, &Column) -> bool) -> Vec<Column<'a>> {
    let (taken, kept): (Vec<_>, Vec<_>) =
        std::mem::take(columns).into_iter().enumerate().partition(|(place, column)| is_meant(*place, column));
    *columns = kept.into_iter().map(|(_, column)| column).collect();
    taken.into_iter().map(|(_, column)| column).collect()
}

fn narrowest(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.least() + GAP).sum::<usize>().saturating_sub(GAP)
}

fn widest(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.most() + GAP).sum::<usize>().saturating_sub(GAP)
}

/// The column that moves below first: an id that has no end, then wide words, moments after the first, narrow words, and
/// at last what nobody can do without; of each kind the last before those in front of it.
fn to_move(columns: &[Column]) -> Option<usize> {
    let first_moment = columns.iter().position(|column| column.kind == Kind::Time);
    let last = |kind: Kind, wider_than: usize| {
        let is_meant = |column: &Column| column.kind == kind && column.least() > wider_than;
        columns.iter().skip(1).rposition(is_meant).map(|place| place + 1)
    };
    last(Kind::Id, LONG_ID)
        .or_else(|| last(Kind::Word, NARROW))
        .or_else(|| last(Kind::Time, 0).filter(|place| Some(*place) != first_moment))
        .or_else(|| last(Kind::Word, 0))
        .or_else(|| last(Kind::Time, 0))
        .or_else(|| last(Kind::Id, 0))
}

/// Sentences have a line of their own, what does not fit beside its row shares one.
fn lines_below(sentences: &[Column], moved: &[Column], row: usize, width: usize) -> Vec<String> {
    let of =
        |columns: &[Column]| columns.iter().filter_map(|column| column.labelled(row)).collect::<Vec<_>>();
    let moved = of(moved).join("; ");
    let texts = of(sentences).into_iter().chain((!moved.is_empty()).then_some(moved));
    texts.flat_map(|text| lines(&text, width, INDENT)).collect()
}

fn lines_everywhere(columns: &[Column], width: usize) -> Vec<String> {
    let all = columns.iter().filter_map(|column| column.labelled(0)).collect::<Vec<_>>().join("; ");
    if all.is_empty() { Vec::new() } else { lines(&format!("The same for all: {all}"), width, "") }
}

fn lines(text: &str, width: usize, first: &str) -> Vec<String> {
    let lines = folded(text, width, first, INDENT);
    lines.into_iter().map(|line| line.replace(UNBROKEN_BLANK, " ")).collect()
}

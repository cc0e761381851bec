//! The rows on their way out: every form puts its values in here, and here they become records.

use std::mem;

use anyhow::{Context, Result, ensure};

use super::source::Meter;
use super::{Ending, Format, Options, Values, Warning, display, table_of_file_name};
use crate::intake::record::{Action, Record};
use crate::time::Time;

/// More columns than any table has; a row with more is refused before it grows.
pub(super) const MOST_COLUMNS: usize = 2_000;
/// Where a CSV export cuts a display value, in characters.
const CUT_VALUE: usize = 32_000;
/// Export limits of an instance are this many rows, or a multiple of it.
const ROUND_ROWS: u64 = 10_000;

/// What a form knows about a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is what is stored, whatever the options say.
    Stored,
    /// It is stored, taken from a link because all else in the file are display values.
    Linked,
    /// It is what people see, with nothing stored beside it.
    Shown,
    /// It is what the options say.
    #[default]
    Plain,
}

/// A value as a form has it; an empty text is NULL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub text: Option<String>,
    pub kind: Kind,
}

/// The one row that is being read, and what was seen in the rows before.
pub(super) struct Rows<'a> {
    options: &'a Options,
    table_of_file: Option<String>,
    sink: &'a mut dyn FnMut(Record) -> Result<()>,
    meter: Meter,
    current: Record,
    count: u64,
    cut_values: u64,
    display_values: u64,
    pub pages: u64,
    pub exported: Option<Time>,
    pub unended_line: bool,
}

impl<'a> Rows<'a> {
    pub fn new(
        name: &str,
        options: &'a Options,
        meter: Meter,
        sink: &'a mut dyn FnMut(Record) -> Result<()>,
    ) -> Self {
        Self {
            options,
            table_of_file: table_of_file_name(name, &options.known_tables),
            sink,
            meter,
            current: Record { table: None, action: Action::Put, row: 1, fields: Vec::new() },
            count: 0,
            cut_values: 0,
            display_values: 0,
            pages: 0,
            exported: None,
            unended_line: false,
        }
    }

    /// How many rows were handed over.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Begins a row, of the table that the form names for it.
    pub fn begin(&mut self, table: Option<&str>, action: Action) {
        let table = self.options.table.as_deref().or(table).or(self.table_of_file.as_deref());
        self.current.table = table.map(str::to_owned);
        self.current.action = action;
        self.current.row = self.count + 1;
        self.current.fields.clear();
    }

    /// Sets a field of the row; of two with one name the last one counts.
    pub fn set(&mut self, column: String, value: Value) -> Result<()> {
        let stored = self
            .stored(&column, value)
            .with_context(|| format!("row {}, column {column}", self.current.row))?;
        let fields = &mut self.current.fields;
        if let Some((_, old)) = fields.iter_mut().find(|(name, _)| *name == column) {
            *old = stored;
            return Ok(());
        }
        ensure!(
            fields.len() < MOST_COLUMNS,
            "row {} has more than {MOST_COLUMNS} columns: this is not an export of a table",
            self.current.row
        );
        fields.push((column, stored));
        Ok(())
    }

    /// Hands the row over.
    pub fn end(&mut self) -> Result<()> {
        let row = self.current.row;
        let fields = Vec::with_capacity(self.current.fields.len());
        let next = Record { table: None, action: Action::Put, row, fields };
        (self.sink)(mem::replace(&mut self.current, next)).with_context(|| format!("row {row}"))?;
        self.count += 1;
        self.meter.row_ended();
        Ok(())
    }

    /// What is known at the end of the file.
    pub fn ending(self, format: Format) -> Ending {
        let round = self.count > 0 && self.count.is_multiple_of(ROUND_ROWS);
        let warnings = [
            (self.cut_values > 0).then_some(Warning::CutValues(self.cut_values)),
            round.then_some(Warning::RoundRowCount(self.count)),
            (self.display_values > 0).then_some(Warning::DisplayValues(self.display_values)),
            self.unended_line.then_some(Warning::UnendedLine),
        ];
        Ending {
            format,
            rows: self.count,
            pages: self.pages,
            exported: self.exported,
            warnings: warnings.into_iter().flatten().collect(),
        }
    }

    /// Counts a value that has the length at which a CSV export cuts.
    pub fn watch_length(&mut self, text: &str) {
        if text.len() >= CUT_VALUE && text.chars().count() == CUT_VALUE {
            self.cut_values += 1;
        }
    }

    fn stored(&mut self, column: &str, value: Value) -> Result<Option<String>> {
        let Some(text) = value.text.filter(|text| !text.is_empty()) else { return Ok(None) };
        let table = self.current.table.as_deref();
        let shown = match (value.kind, self.options.values) {
            (Kind::Shown, _) | (Kind::Linked, Values::Stored) => true,
            (Kind::Plain, Values::Stored) => display::is_label(table, column, &text),
            _ => false,
        };
        self.display_values += u64::from(shown);
        match (value.kind, self.options.values) {
            (Kind::Shown | Kind::Plain, Values::Display { zone }) => {
                display::stored(table, column, text, zone).map(Some)
            }
            _ => Ok(Some(text)),
        }
    }
}

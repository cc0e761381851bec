//! The rows on their way out: every form puts its values in here, and here they become records.

use std::mem;

use anyhow::{Context, Result, bail, ensure};

use super::source::Meter;
use super::{DateFormat, Ending, Format, Options, Values, Warning, display, table_of_file_name};
use crate::intake::record::{Action, Record};
use crate::intake::tables::{self, InstanceTable};
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
    /// It is what is stored, as XML and plain JSON have it: a time is UTC. A label shows that it is not.
    Bare,
    /// A time that people see, in the usual form whatever the user's own is.
    PlainTime,
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
    linked_values: u64,
    bare_times: u64,
    pub pages: u64,
    pub exported: Option<Time>,
    pub unended_line: bool,
    /// Whether a row was good to read and not to take in.
    pub refused: bool,
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
            linked_values: 0,
            bare_times: 0,
            pages: 0,
            exported: None,
            unended_line: false,
            refused: false,
        }
    }

    /// How many rows were handed over.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What is known of the table of the rows, where the form names none for each.
    pub fn table(&self) -> Option<&'static InstanceTable> {
        tables::table(self.options.table.as_deref().or(self.table_of_file.as_deref())?)
    }

    /// Whether rows of that table are only counted.
    pub fn leaves_out(&self, table: &str) -> bool {
        let known = &self.options.known_tables;
        !known.is_empty() && !known.iter().any(|name| *name == self.whole(table))
    }

    /// Begins a row, of the table that the form names for it, else of the one that was asked for or the file's name says.
    ///
    /// # Errors
    /// The form names another table than the one that was asked for.
    pub fn begin(&mut self, table: Option<&str>, action: Action) -> Result<()> {
        let asked = self.options.table.as_deref();
        let row = self.count + 1;
        let table = match (table.map(|table| self.whole(table)), asked) {
            (Some(table), Some(asked)) if table != asked && !self.leaves_out(table) => {
                bail!("row {row} is of {table}, and --table says {asked}: leave --table out")
            }
            (table, asked) => table.or(asked).or(self.table_of_file.as_deref()),
        };
        self.current.table = table.map(str::to_owned);
        self.current.action = action;
        self.current.row = row;
        self.current.fields.clear();
        Ok(())
    }

    /// The table that `table` is a part of: an instance keeps events in sysevent0000, sysevent0001 and so on.
    fn whole<'t>(&self, table: &'t str) -> &'t str {
        let whole = table.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let known = self.options.known_tables.iter().chain(&self.options.table).any(|name| name == whole);
        if known { whole } else { table }
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
        let taken = (self.sink)(mem::replace(&mut self.current, next));
        self.refused |= taken.is_err();
        taken.with_context(|| format!("row {row}"))?;
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
            (self.linked_values > 0 && self.bare_times > 0).then_some(Warning::BareTimes(self.bare_times)),
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
            (Kind::Shown | Kind::Linked, Values::Stored) => true,
            (Kind::Plain | Kind::PlainTime | Kind::Bare, Values::Stored) => {
                display::is_label(table, column, &text)
            }
            _ => false,
        };
        self.display_values += u64::from(shown);
        let Values::Display { zone } = self.options.values else { return Ok(Some(text)) };
        match value.kind {
            Kind::Shown | Kind::Plain => {
                let form = (zone, &self.options.date_format);
                display::stored(table, column, text, form).map(Some)
            }
            Kind::PlainTime => display::stored(table, column, text, (zone, &DateFormat::default())).map(Some),
            Kind::Bare => {
                self.bare_times += u64::from(display::is_time(table, column));
                Ok(Some(display::unlabelled(table, column, text)))
            }
            Kind::Linked => {
                self.linked_values += 1;
                Ok(Some(text))
            }
            Kind::Stored => Ok(Some(text)),
        }
    }
}

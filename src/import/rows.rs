//! The rows on their way out: every form puts its values in here, and here they become records.

use std::borrow::Cow;

use anyhow::{Result, bail, ensure};

use super::source::Meter;
use super::{DateFormat, Ending, Format, Options, Values, Warning, display, table_of_file_name};
use crate::intake::OfRow;
use crate::intake::record::{Action, Record};
use crate::intake::tables::{self, Choices, InstanceTable};
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
pub(super) struct Value<'t> {
    pub text: Option<Cow<'t, str>>,
    pub kind: Kind,
}

/// The one row that is being read, and what was seen in the rows before.
pub(super) struct Rows<'a> {
    options: &'a Options,
    table_of_file: Option<String>,
    sink: &'a mut dyn FnMut(&mut Record) -> Result<()>,
    meter: Meter,
    /// Its names and texts are written over by the next row: most have the same fields.
    current: Record,
    /// How many of its fields are of the row that is being read.
    filled: usize,
    /// What is stored for labels in each of its fields.
    choices: Vec<Choices>,
    /// The table that the form named for the last row, once there was one.
    named: Option<Option<String>>,
    known: Option<&'static InstanceTable>,
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
        sink: &'a mut dyn FnMut(&mut Record) -> Result<()>,
    ) -> Self {
        Self {
            options,
            table_of_file: table_of_file_name(name, &options.known_tables),
            sink,
            meter,
            current: Record {
                table: None,
                action: Action::Put,
                row: 1,
                same_fields: false,
                fields: Vec::new(),
            },
            filled: 0,
            choices: Vec::new(),
            named: None,
            known: None,
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
        self.current.action = action;
        self.current.row = self.count + 1;
        self.current.same_fields = true;
        self.filled = 0;
        match &self.named {
            Some(named) if named.as_deref() == table => Ok(()),
            _ => self.begin_table(table),
        }
    }

    fn begin_table(&mut self, named: Option<&str>) -> Result<()> {
        let asked = self.options.table.as_deref();
        let row = self.current.row;
        let table = match (named.map(|table| self.whole(table)), asked) {
            (Some(table), Some(asked)) if table != asked && !self.leaves_out(table) => {
                bail!("row {row} is of {table}, and --table says {asked}: leave --table out")
            }
            (table, asked) => table.or(asked).or(self.table_of_file.as_deref()),
        };
        self.known = table.and_then(tables::table);
        let known = self.known;
        self.choices = self.current.fields.iter().map(|(column, _)| choices(known, column)).collect();
        self.current.table = table.map(str::to_owned);
        self.named = Some(named.map(str::to_owned));
        Ok(())
    }

    /// The table that `table` is a part of: an instance keeps events in sysevent0000, sysevent0001 and so on.
    fn whole<'t>(&self, table: &'t str) -> &'t str {
        let whole = table.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let known = self.options.known_tables.iter().chain(&self.options.table).any(|name| name == whole);
        if known { whole } else { table }
    }

    /// Sets a field of the row; of two with one name the last one counts.
    pub fn set(&mut self, column: &str, value: Value) -> Result<()> {
        let place = self.place(column)?;
        match self.stored(place, column, value) {
            Ok(stored) => write_over(&mut self.current.fields[place].1, stored),
            Err(error) => return Err(error.context(format!("row {}, column {column}", self.current.row))),
        }
        Ok(())
    }

    /// Where the field of that name stands in the row: mostly where it stood in the row before.
    fn place(&mut self, column: &str) -> Result<usize> {
        let (fields, next) = (&mut self.current.fields, self.filled);
        if fields.get(next).is_none_or(|(name, _)| name != column) {
            if let Some(place) = fields[..next].iter().position(|(name, _)| name == column) {
                return Ok(place);
            }
            ensure!(
                next < MOST_COLUMNS,
                "row {} has more than {MOST_COLUMNS} columns: this is not an export of a table",
                self.current.row
            );
            fields.truncate(next);
            fields.push((column.to_owned(), None));
            self.choices.truncate(next);
            self.choices.push(choices(self.known, column));
            self.current.same_fields = false;
        }
        self.filled += 1;
        Ok(next)
    }

    /// Hands the row over.
    pub fn end(&mut self) -> Result<()> {
        let row = self.current.row;
        self.current.same_fields &= self.current.fields.len() == self.filled;
        self.current.fields.truncate(self.filled);
        self.choices.truncate(self.filled);
        let taken = (self.sink)(&mut self.current);
        self.refused |= taken.is_err();
        taken.map_err(|error| OfRow::or_of(error, format!("row {row}")))?;
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

    fn stored<'t>(&mut self, place: usize, column: &str, value: Value<'t>) -> Result<Option<Cow<'t, str>>> {
        let Some(text) = value.text.filter(|text| !text.is_empty()) else { return Ok(None) };
        let table = self.known;
        let shown = match (value.kind, self.options.values) {
            (Kind::Shown | Kind::Linked, Values::Stored) => true,
            (Kind::Plain | Kind::PlainTime | Kind::Bare, Values::Stored) => {
                display::is_label(self.choices[place], &text)
            }
            _ => false,
        };
        self.display_values += u64::from(shown);
        let Values::Display { zone } = self.options.values else { return Ok(Some(text)) };
        match value.kind {
            Kind::Shown | Kind::Plain => {
                let form = (zone, &self.options.date_format);
                display::stored(table, column, text.into_owned(), form).map(|text| Some(text.into()))
            }
            Kind::PlainTime => {
                let form = (zone, &DateFormat::default());
                display::stored(table, column, text.into_owned(), form).map(|text| Some(text.into()))
            }
            Kind::Bare => {
                self.bare_times += u64::from(display::is_time(table, column));
                Ok(Some(display::unlabelled(table, column, text.into_owned()).into()))
            }
            Kind::Linked => {
                self.linked_values += 1;
                Ok(Some(text))
            }
            Kind::Stored => Ok(Some(text)),
        }
    }
}

fn choices(table: Option<&InstanceTable>, column: &str) -> Choices {
    table.map_or(&[], |table| table.choices_of(column))
}

/// The memory of the text that stood there serves the one that comes.
fn write_over(old: &mut Option<String>, new: Option<Cow<str>>) {
    match (old, new) {
        (Some(old), Some(Cow::Borrowed(new))) => {
            old.clear();
            old.push_str(new);
        }
        (old, new) => *old = new.map(Cow::into_owned),
    }
}

//! Excel: the first sheet of a workbook, read as a list export in CSV is.

use std::borrow::Cow;
use std::io::Cursor;
use std::mem;

use anyhow::{Context, Result, bail, ensure};
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};

use super::header;
use super::rows::{Kind, MOST_COLUMNS, Rows, Value};
use super::source::Source;
use crate::intake::record::Action;

/// The longest workbook: unlike the other forms it is held in memory.
const LONGEST: u64 = 64 << 20;

/// Reads the rows of the first sheet. What stands in it are display values, but for times that Excel keeps as such.
pub(super) fn read(source: &mut Source, rows: &mut Rows) -> Result<()> {
    let bytes = source.whole(LONGEST)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes))
        .context("it is a ZIP archive or an Excel file that cannot be read: unpack it, or export XML")?;
    let names = workbook.sheet_names();
    let sheet = names.first().context("the workbook has no sheet")?;
    let mut cells = workbook.worksheet_cells_reader(sheet).context("reading the first sheet")?;
    let mut lines = Lines { rows, columns: Vec::new(), line: Vec::new(), number: None };
    while let Some(cell) = cells.next_cell().context("the workbook is damaged: get it again")? {
        let (number, column) = cell.get_position();
        lines.put(number, column, cell.get_value())?;
    }
    lines.end()?;
    ensure!(!lines.columns.is_empty(), "its first sheet is empty: an export has the names of its columns");
    rows.pages = 1;
    Ok(())
}

/// Cells on their way to rows: they come line by line, and empty ones do not come.
struct Lines<'r, 'a> {
    rows: &'r mut Rows<'a>,
    columns: Vec<String>,
    line: Vec<Value<'static>>,
    number: Option<u32>,
}

impl Lines<'_, '_> {
    fn put(&mut self, number: u32, column: u32, cell: &DataRef) -> Result<()> {
        if self.number.is_some_and(|current| current != number) {
            self.end()?;
        }
        self.number = Some(number);
        let column = usize::try_from(column)?;
        ensure!(column < MOST_COLUMNS, "a line has more than {MOST_COLUMNS} columns: this is not an export");
        if self.line.len() <= column {
            self.line.resize_with(column + 1, Value::default);
        }
        self.line[column] =
            value(cell).with_context(|| format!("line {}, column {}", u64::from(number) + 1, column + 1))?;
        Ok(())
    }

    /// A line is complete: the first one names the columns.
    fn end(&mut self) -> Result<()> {
        let line = mem::take(&mut self.line);
        if line.iter().all(|value| value.text.is_none()) {
            return Ok(());
        }
        if self.columns.is_empty() {
            let names: Vec<String> =
                line.into_iter().map(|value| value.text.unwrap_or_default().into_owned()).collect();
            self.columns = header::columns(&names, self.rows.table())?;
            return Ok(());
        }
        let named = self.columns.len();
        ensure!(
            line.len() <= named,
            "line {} has more fields than names",
            u64::from(self.number.unwrap_or(0)) + 1
        );
        self.rows.begin(None, Action::Put)?;
        let values = line.into_iter().chain(std::iter::repeat_with(Value::default));
        for (column, value) in self.columns.iter().zip(values) {
            self.rows.watch_length(value.text.as_deref().unwrap_or_default());
            self.rows.set(column, value)?;
        }
        self.rows.end()
    }
}

fn value(cell: &DataRef) -> Result<Value<'static>> {
    let plain = |text: String| Value {
        text: Some(text.into()).filter(|text: &Cow<str>| !text.is_empty()),
        kind: Kind::Plain,
    };
    Ok(match Data::from(cell.clone()) {
        Data::Empty => Value::default(),
        Data::String(text) => plain(text),
        Data::Bool(truth) => plain(truth.to_string()),
        Data::Int(number) => plain(number.to_string()),
        Data::Float(number) => plain(number.to_string()),
        Data::DateTime(time) if time.is_datetime() => {
            Value { text: Some(written(time).into()), kind: Kind::PlainTime }
        }
        Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => bail!("it is a length of time"),
        _ => bail!("it is an error of the sheet: export again"),
    })
}

fn written(time: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

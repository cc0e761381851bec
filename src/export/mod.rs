//! Rows to outside, in forms that import reads back to the same rows.

mod csv;
mod json;

use std::io::Write;
use std::str::FromStr;

use anyhow::{Error, Result, bail, ensure};

use self::csv::Csv;
use self::json::Json;

/// A form that rows are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An answer of the Table API: `{"result":[...]}`, every value a string, `""` for NULL.
    Json,
    /// UTF-8 with the column names in the first line, and an empty field for NULL.
    Csv,
    /// The same for people who open it in a spreadsheet: it begins with a mark of its encoding, and a text that a
    /// spreadsheet would work out as a formula has an apostrophe before it. It is not for import.
    Spreadsheet,
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            _ => bail!("{text:?} is not a form to export in: write json or csv"),
        }
    }
}

/// Rows that are being written, one at a time.
pub struct Export<W: Write> {
    columns: usize,
    form: Form<W>,
}

enum Form<W: Write> {
    Json(Json<W>),
    Csv(Box<Csv<W>>),
}

impl<W: Write> Export<W> {
    /// Begins with what stands before the first row. `out` need not be buffered.
    pub fn begin(out: W, format: Format, columns: &[String]) -> Result<Self> {
        let form = match format {
            Format::Json => Form::Json(Json::begin(out, columns)?),
            Format::Csv => Form::Csv(Box::new(Csv::begin(out, columns)?)),
            Format::Spreadsheet => Form::Csv(Box::new(Csv::for_spreadsheet(out, columns)?)),
        };
        Ok(Self { columns: columns.len(), form })
    }

    /// Writes a row: a value for each column, `None` for NULL.
    ///
    /// # Errors
    /// There are more or fewer values than columns, or `out` cannot be written.
    pub fn row(&mut self, values: &[Option<String>]) -> Result<()> {
        ensure!(
            values.len() == self.columns,
            "a row to export has {} values for {} columns",
            values.len(),
            self.columns
        );
        match &mut self.form {
            Form::Json(json) => json.row(values),
            Form::Csv(csv) => csv.row(values),
        }
    }

    /// Ends the file and hands everything to `out`. Without this the file is incomplete.
    pub fn end(self) -> Result<()> {
        match self.form {
            Form::Json(json) => json.end(),
            Form::Csv(csv) => csv.end(),
        }
    }
}

//! Rows as CSV.

use std::borrow::Cow;
use std::io::Write;

use anyhow::Result;
use csv::{QuoteStyle, Writer, WriterBuilder};

/// By it a spreadsheet knows UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) struct Csv<W: Write> {
    lines: Writer<W>,
    for_spreadsheet: bool,
}

impl<W: Write> Csv<W> {
    pub fn begin(out: W, columns: &[String]) -> Result<Self> {
        let mut lines = Writer::from_writer(out);
        lines.write_record(columns)?;
        Ok(Self { lines, for_spreadsheet: false })
    }

    /// As [`Csv::begin`], for a program that works out what looks like a formula. Every field is quoted: a
    /// spreadsheet that takes semicolons for separators would begin a field in the middle of a text.
    pub fn for_spreadsheet(mut out: W, columns: &[String]) -> Result<Self> {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let mut lines = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(out);
        lines.write_record(columns)?;
        Ok(Self { lines, for_spreadsheet: true })
    }

    pub fn row(&mut self, values: &[Option<String>]) -> Result<()> {
        let texts = values.iter().map(|value| value.as_deref().unwrap_or_default());
        match self.for_spreadsheet {
            true => self.lines.write_record(texts.map(no_formula).map(Cow::into_owned))?,
            false => self.lines.write_record(texts)?,
        }
        Ok(())
    }

    pub fn end(mut self) -> Result<()> {
        Ok(self.lines.flush()?)
    }
}

/// The text as a spreadsheet takes it for a text. A negative number stays one.
fn no_formula(text: &str) -> Cow<'_, str> {
    let begins = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    let is_formula = begins
        .starts_with(['=', '+', '-', '@', '|', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || text.starts_with(['\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_formula && !is_number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_work_out_gets_an_apostrophe_and_nothing_else_does() {
        for text in
            ["=1+1", "+1", "-1+1", "-", "@SUM(A1)", "\t=1", " =1", "\u{a0}=1", "\r=1", "\u{ff1d}1", "|x"]
        {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        for text in ["", "mid-1", "-1", "a=1", "2026-03-01 12:00:00", "o'neil"] {
            assert_eq!(no_formula(text), text);
        }
    }
}

//! Rows as CSV.

use std::io::Write;

use anyhow::Result;

pub(super) struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    pub fn begin(out: W, columns: &[String]) -> Result<Self> {
        let mut lines = csv::Writer::from_writer(out);
        lines.write_record(columns)?;
        Ok(Self(lines))
    }

    pub fn row(&mut self, values: &[Option<String>]) -> Result<()> {
        let texts = values.iter().map(|value| value.as_deref().unwrap_or_default());
        Ok(self.0.write_record(texts)?)
    }

    pub fn end(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

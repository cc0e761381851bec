//! Rows as one answer of the Table API, a row a line.

use std::io::{BufWriter, Write};

use anyhow::Result;
use serde::Serializer as _;

use crate::printable::printable_json;

pub(super) struct Json<W: Write> {
    out: BufWriter<W>,
    columns: Vec<String>,
    separator: &'static str,
}

impl<W: Write> Json<W> {
    pub fn begin(out: W, columns: &[String]) -> Result<Self> {
        let mut out = BufWriter::new(out);
        out.write_all(b"{\"result\":[")?;
        Ok(Self { out, columns: columns.to_vec(), separator: "\n" })
    }

    pub fn row(&mut self, values: &[Option<String>]) -> Result<()> {
        self.out.write_all(self.separator.as_bytes())?;
        self.separator = ",\n";
        let texts = values.iter().map(|value| value.as_deref().unwrap_or_default());
        let mut row = Vec::new();
        serde_json::Serializer::new(&mut row).collect_map(self.columns.iter().zip(texts))?;
        Ok(self.out.write_all(printable_json(&String::from_utf8(row)?).as_bytes())?)
    }

    pub fn end(mut self) -> Result<()> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out.flush()?)
    }
}

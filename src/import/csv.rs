//! CSV: a list export, with column names in its first line.
//!
//! An instance writes Windows-1252 unless told otherwise. Without a byte order mark or an asked-for encoding each
//! field is taken as UTF-8 where it is valid UTF-8, and as Windows-1252 otherwise: one pass is enough, and
//! text of the one that happens to be valid in the other is all but unheard of.

use std::borrow::Cow;

use anyhow::{Context, Result, bail, ensure};
use csv::{ByteRecord, Reader};
use encoding_rs::WINDOWS_1252;

use super::rows::{Kind, MOST_COLUMNS, Rows, Value};
use super::source::Source;
use crate::intake::record::Action;

/// Reads all lines of the source. A file that was cut between two lines cannot be told from a whole one.
pub(super) fn read(source: Source, rows: &mut Rows) -> Result<()> {
    let meter = source.meter();
    let mut csv = Reader::from_reader(source);
    let columns = column_names(csv.byte_headers()?)?;
    rows.pages = 1;
    let mut line = ByteRecord::new();
    while csv.read_byte_record(&mut line).context("the file may be cut or damaged: get it again")? {
        rows.begin(None, Action::Put);
        for (column, field) in columns.iter().zip(&line) {
            let text = decoded(field);
            rows.watch_length(&text);
            rows.set(column.clone(), Value { text: Some(text.into_owned()), kind: Kind::Plain })?;
        }
        rows.end()?;
    }
    rows.unended_line = !matches!(meter.last_byte(), Some(b'\n' | b'\r'));
    Ok(())
}

fn decoded(field: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(field).0,
    }
}

/// The names in the first line. They are not quoted in errors: without a header they are values.
fn column_names(header: &ByteRecord) -> Result<Vec<String>> {
    ensure!(
        header.len() <= MOST_COLUMNS,
        "the first line has more than {MOST_COLUMNS} columns: this is not an export"
    );
    let mut names: Vec<String> = Vec::new();
    for (at, name) in header.iter().map(<[u8]>::trim_ascii).enumerate() {
        ensure!(
            is_column_name(name),
            "column {} of the first line is not a column name: if it is a label (as Short description for message), \
             export with sysparm_export_column_header_label=false; if columns are not separated by commas, \
             or names are missing, export again from the instance",
            at + 1
        );
        let name = String::from_utf8_lossy(name).into_owned();
        if let Some(same) = names.iter().position(|other| *other == name) {
            bail!("columns {} and {} of the first line have the same name: leave one out", same + 1, at + 1);
        }
        names.push(name);
    }
    Ok(names)
}

/// An instance's names are lower-case, its labels begin with a capital; a dot leads to a column of a reference.
fn is_column_name(name: &[u8]) -> bool {
    let letter = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    !name.is_empty() && name.iter().all(letter)
}

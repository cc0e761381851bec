//! CSV: a list export, with column names or labels in its first line, separated by commas, semicolons or tabs.
//!
//! An instance writes Windows-1252 unless told otherwise. Without a byte order mark or an asked-for encoding each
//! field is taken as UTF-8 where it is valid UTF-8, and as Windows-1252 otherwise: one pass is enough, and
//! text of the one that happens to be valid in the other is all but unheard of.

use std::borrow::Cow;
use std::io::Read;

use anyhow::{Context, Result, bail, ensure};
use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use super::header;
use super::rows::{Kind, Rows, Value};
use super::source::Source;
use crate::intake::record::Action;

/// What stands between fields, the usual one first.
const SEPARATORS: [u8; 3] = *b",;\t";

/// What an instance writes behind the last line that it got to; in a value the quotes would be doubled.
const BROKEN_OFF: &str = r#""error":{"message":""#;

/// Reads all lines of the source. A file that was cut between two lines cannot be told from a whole one.
pub(super) fn read(source: &mut Source, rows: &mut Rows) -> Result<()> {
    let meter = source.meter();
    let separator = match said_separator(source.head()) {
        Some(said) => {
            skip_line(source)?;
            said?
        }
        None => usual_separator(source.head()),
    };
    let mut csv = ReaderBuilder::new().delimiter(separator).from_reader(&mut *source);
    let first_line: Vec<String> =
        csv.byte_headers()?.iter().map(|field| decoded(field).into_owned()).collect();
    let columns = header::columns(&first_line, rows.table())?;
    rows.pages = 1;
    let mut line = ByteRecord::new();
    while csv.read_byte_record(&mut line).context("the file may be cut or damaged: get it again")? {
        take_line(&line, &columns, rows)?;
    }
    ensure!(!source.around().contains(BROKEN_OFF), "it ends in an error answer of the instance");
    rows.unended_line = !matches!(meter.last_byte(), Some(b'\n' | b'\r'));
    Ok(())
}

fn take_line(line: &ByteRecord, columns: &[String], rows: &mut Rows) -> Result<()> {
    // Looked at once for all of its fields, of which each is UTF-8 that begins and ends between two characters.
    let whole = std::str::from_utf8(line.as_slice()).ok();
    rows.begin(None, Action::Put)?;
    for (at, column) in columns.iter().enumerate() {
        let Some(range) = line.range(at) else { break };
        let text = match whole.and_then(|whole| whole.get(range.clone())) {
            Some(text) => Cow::Borrowed(text),
            None => decoded(&line.as_slice()[range]),
        };
        rows.watch_length(&text);
        rows.set(column, Value { text: Some(text), kind: Kind::Plain })?;
    }
    rows.end()
}

fn decoded(field: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(field).0,
    }
}

fn first_line(head: &[u8]) -> &[u8] {
    head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(head)
}

/// What a line `sep=;` above the names says, as spreadsheets write it.
fn said_separator(head: &[u8]) -> Option<Result<u8>> {
    let line = first_line(head);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line.strip_prefix(b"sep=")? {
        [separator] if separator.is_ascii() => Some(Ok(*separator)),
        _ => Some(refused_separator()),
    }
}

fn refused_separator() -> Result<u8> {
    bail!("its line sep= does not name one character: export again with commas")
}

/// The one that is most often between the names.
fn usual_separator(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0; SEPARATORS.len()];
    for byte in first_line(head) {
        quoted ^= *byte == b'"';
        if let Some(at) = SEPARATORS.iter().position(|separator| separator == byte && !quoted) {
            counts[at] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let at = counts.iter().position(|count| *count == most).unwrap_or(0);
    SEPARATORS[at]
}

/// Reads past the first line. Its line feed may stay: an empty line is none.
fn skip_line(source: &mut Source) -> Result<()> {
    let mut byte = [0];
    while source.read(&mut byte)? == 1 && !matches!(byte, [b'\n' | b'\r']) {}
    Ok(())
}

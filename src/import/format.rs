//! Which form a file is in: told by its content, its name is only a hint.

use std::fmt;
use std::str::FromStr;

use anyhow::{Error, Result, bail, ensure};

use super::rows::Rows;
use super::source::Source;
use super::{csv, json, xlsx, xml};

/// A form that an instance exports rows in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Answers of the Table API, or one row a line.
    Json,
    /// A list exported as CSV.
    Csv,
    /// Records unloaded, or a list exported as XML.
    Xml,
    /// A list exported to Excel.
    Xlsx,
}

impl Format {
    pub(super) fn read(self, source: &mut Source, rows: &mut Rows) -> Result<()> {
        match self {
            Self::Json => json::read(source, rows),
            Self::Csv => csv::read(source, rows),
            Self::Xml => xml::read(source, rows),
            Self::Xlsx => xlsx::read(source, rows),
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "xml" => Ok(Self::Xml),
            "xlsx" => Ok(Self::Xlsx),
            _ => bail!("{text:?} is not a form of an export: write json, csv, xml or xlsx"),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xml => "xml",
            Self::Xlsx => "xlsx",
        })
    }
}

/// How an archive begins, which a workbook is.
const ZIP: &[u8] = b"PK\x03\x04";

/// How files begin that are taken for an export, and what they are.
const OTHER_FILES: &[(&[u8], &str)] = &[
    (b"\xd0\xcf\x11\xe0", "an old Excel file: export JSON, CSV or XML"),
    (b"%PDF-", "a PDF: export JSON, CSV or XML"),
    (b"SQLite format 3\0", "an SQLite database: give it as --db"),
    (b"\x1f\x8b", "compressed with gzip twice: unpack it once"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it"),
    (b"BZh", "compressed with bzip2: unpack it"),
    (b"\xfd7zXZ\0", "compressed with xz: unpack it"),
];

/// The form of a file that begins with `head`: the one `asked` for, if any, else the one that it looks like.
pub(super) fn recognise(head: &[u8], name: &str, asked: Option<Format>) -> Result<Format> {
    let text = head.trim_ascii_start();
    ensure!(!text.is_empty(), "it is empty: an export without rows still has its form, so get it again");
    if head.starts_with(ZIP) {
        return Ok(Format::Xlsx);
    }
    if let Some((_, what)) = OTHER_FILES.iter().find(|(magic, _)| head.starts_with(magic)) {
        bail!("it is {what}");
    }
    refuse_html(text)?;
    match (asked, text.first()) {
        (Some(format), _) => Ok(format),
        (None, Some(b'{' | b'[')) => Ok(Format::Json),
        (None, Some(b'<')) => Ok(Format::Xml),
        _ => hinted(text, name),
    }
}

/// An instance answers with a page, and a status of success, when it sleeps or wants a login.
fn refuse_html(text: &[u8]) -> Result<()> {
    let page = String::from_utf8_lossy(text).to_ascii_lowercase();
    if !is_html(&page) {
        return Ok(());
    }
    if page.contains("hibernat") {
        bail!("it is the HTML page of a hibernating instance: wake the instance up and export again");
    }
    if ["login", "log in", "logged out", "password", "session"].iter().any(|word| page.contains(word)) {
        bail!(
            "it is an HTML login page, as without a session: log in, or give valid credentials, and export again"
        );
    }
    bail!(
        "it is an HTML page, as without a session: look at it in a browser, log in, then export XML, CSV or JSON"
    );
}

fn is_html(page: &str) -> bool {
    let mut text = page;
    loop {
        let ending = match text {
            _ if text.starts_with("<?xml") => "?>",
            _ if text.starts_with("<!--") => "-->",
            _ => break,
        };
        text = text.split_once(ending).map_or("", |(_, rest)| rest.trim_start());
    }
    ["<!doctype html", "<html", "<head", "<body", "<script", "<meta"].iter().any(|tag| text.starts_with(tag))
}

/// Content that is neither JSON nor XML is CSV, unless the name says that it should be one of those.
fn hinted(text: &[u8], name: &str) -> Result<Format> {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or(text);
    let binary = line.iter().any(|byte| byte.is_ascii_control() && !b"\t\r".contains(byte));
    ensure!(
        !binary,
        "it is a binary file: export JSON, CSV or XML (for UTF-16 text say --encoding utf-16le)"
    );
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    for (ending, format) in
        [(".json", Format::Json), (".ndjson", Format::Json), (".jsonl", Format::Json), (".xml", Format::Xml)]
    {
        ensure!(
            !name.ends_with(ending),
            "its name says {format} but its content does not: give its form, as --format csv"
        );
    }
    Ok(Format::Csv)
}

//! XML: records that were unloaded (`<unload>`), or a list (`<xml>`).
//!
//! Nothing outside the file is ever read and nothing in it is expanded: a document type is refused, and the only
//! entities are the five that XML itself has.

use std::borrow::Cow;
use std::io::BufReader;

use anyhow::{Context, Error, Result, bail, ensure};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

use super::rows::{Kind, Rows, Value};
use super::source::Source;
use crate::intake::record::Action;
use crate::time::Time;

/// How deep elements may be nested: root, row, column, and what a condition's column has inside.
const DEEPEST: usize = 32;

/// Reads all rows of the source; one document may follow another.
pub(super) fn read(source: &mut Source, rows: &mut Rows) -> Result<()> {
    let decoded = source.decoded();
    let mut xml = Reader::from_reader(BufReader::new(source));
    let mut unload =
        Unload { rows, decoded, depth: 0, column: String::new(), text: String::new(), kind: Kind::Bare };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let taken = match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return unload.finish(),
            Ok(event) => unload.take(event),
            Err(error) => {
                let place = format!("the XML is cut or broken, at byte {}", xml.error_position());
                return Err(Error::from(error).context(place));
            }
        };
        if let Err(error) = taken {
            return Err(error.context(format!("at byte {}", xml.buffer_position())));
        }
    }
}

/// Where in the document the reading is: depth 1 is in the root, 2 in a row, 3 in a column.
struct Unload<'r, 'a> {
    rows: &'r mut Rows<'a>,
    decoded: bool,
    depth: usize,
    column: String,
    text: String,
    kind: Kind,
}

impl Unload<'_, '_> {
    fn take(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => self.open(&tag).and_then(|()| self.close()),
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&character(&reference)?),
            Event::Decl(declaration) => self.check_encoding(&declaration),
            Event::DocType(_) => {
                bail!("it has a document type (<!DOCTYPE), which no export has: it is not read")
            }
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, tag: &BytesStart) -> Result<()> {
        let name = tag.name();
        let name = name.as_ref();
        match self.depth {
            0 => self.open_root(name, tag)?,
            1 => self.begin(name, tag)?,
            2 => {
                self.column.clear();
                self.column.push_str(name);
                self.text.clear();
                // A display value beside it shows that the text is a sys_id.
                let is_shown_beside = tag.try_get_attribute("display_value")?.is_some();
                self.kind = if is_shown_beside { Kind::Stored } else { Kind::Bare };
            }
            depth => {
                ensure!(
                    depth < DEEPEST,
                    "elements are nested more than {DEEPEST} deep: this is not an export"
                );
            }
        }
        self.depth += 1;
        Ok(())
    }

    /// Whatever is to be done with rows of a table that is not kept, they are only counted.
    fn begin(&mut self, table: &str, tag: &BytesStart) -> Result<()> {
        let action = match action(tag) {
            Err(_) if self.rows.leaves_out(table) => Action::Put,
            action => action?,
        };
        self.rows.begin(Some(table), action)
    }

    fn open_root(&mut self, name: &str, tag: &BytesStart) -> Result<()> {
        ensure!(
            matches!(name, "unload" | "xml"),
            "its root is <{name}>, neither <unload> nor <xml>: export it from a list or a record as XML"
        );
        self.rows.pages += 1;
        if let Some(date) = tag.try_get_attribute("unload_date")? {
            self.rows.exported = Time::parse(&date.value).ok();
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        match self.depth {
            1 => self.rows.end(),
            2 => {
                let value = Value { text: Some(Cow::Borrowed(&self.text)), kind: self.kind };
                self.rows.set(&self.column, value)
            }
            _ => Ok(()),
        }
    }

    /// Text of a column; elements inside of it repeat its text in parts, as the `<item>` of a condition does.
    fn text(&mut self, text: &str) -> Result<()> {
        match self.depth {
            3 => self.text.push_str(text),
            0..3 => ensure!(text.trim_ascii().is_empty(), "there is text outside of any column"),
            _ => {}
        }
        Ok(())
    }

    fn check_encoding(&self, declaration: &BytesDecl) -> Result<()> {
        let Some(encoding) = declaration.encoding() else { return Ok(()) };
        let encoding = encoding?;
        ensure!(
            self.decoded || ["utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str()),
            "it says that it is written in {encoding}: say --encoding {encoding}"
        );
        Ok(())
    }

    fn finish(self) -> Result<()> {
        ensure!(self.depth == 0, "the XML is cut: it ends before its root is closed; get the file again");
        ensure!(self.rows.pages > 0, "there is no <unload> or <xml> in it");
        Ok(())
    }
}

/// What `action` says to do with a row; a list export says nothing.
fn action(tag: &BytesStart) -> Result<Action> {
    let Some(action) = tag.try_get_attribute("action")? else { return Ok(Action::Put) };
    match action.value.as_ref() {
        "INSERT_OR_UPDATE" | "INSERT" | "UPDATE" => Ok(Action::Put),
        "DELETE" => Ok(Action::Delete),
        action => bail!(
            "a row has the action {action:?}: only INSERT_OR_UPDATE, INSERT, UPDATE and DELETE are known"
        ),
    }
}

/// The text of `&name;` or `&#number;`.
fn character(reference: &BytesRef) -> Result<String> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    resolve_xml_entity(reference)
        .map(str::to_owned)
        .context("it has an entity of its own: only &amp; &lt; &gt; &apos; &quot; and &#number; are read")
}

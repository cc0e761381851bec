//! JSON: answers of the Table API or of a list (JSONv2), arrays of rows, or one row a line.

use std::fmt;
use std::io::BufReader;

use anyhow::{Error, Result, anyhow, bail, ensure};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::json_value::{Cell, CellVisitor};
use super::rows::{Kind, MOST_COLUMNS, Rows, Value};
use super::source::Source;
use crate::intake::record::Action;

/// More of a message than an instance writes.
const MESSAGE_CHARACTERS: usize = 300;

/// Reads all documents of the source: pages, arrays and single rows may follow each other.
pub(super) fn read(source: &mut Source, rows: &mut Rows) -> Result<()> {
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(source));
    let mut answer = Answer { rows, failure: None };
    loop {
        match json.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_syntax() => {}
            Err(error) => return Err(error.into()),
        }
        if let Err(error) = At(Place::Document, &mut answer).deserialize(&mut json) {
            return Err(answer.explained(&error));
        }
    }
}

/// Where the rows of an answer go, and why it was given up.
struct Answer<'r, 'a> {
    rows: &'r mut Rows<'a>,
    failure: Option<Error>,
}

impl Answer<'_, '_> {
    /// serde's own words may quote a value, so they serve for broken syntax only.
    fn explained(&mut self, error: &serde_json::Error) -> Error {
        let place = format!("line {}, column {}", error.line(), error.column());
        match self.failure.take() {
            Some(failure) => failure.context(format!("before {place}")),
            None if error.is_data() => anyhow!(
                "row {} is not an object, at {place}: expected {{\"result\":[{{...}},...]}}, \
                 [{{...}},...] or one {{...}} a line",
                self.rows.count() + 1
            ),
            None if error.is_eof() => anyhow!("the JSON is cut: {error}; get the file again"),
            None if error.is_io() => anyhow!("{error}"),
            None => anyhow!("the JSON is broken: {error}"),
        }
    }

    /// Keeps our own error, and stops serde with one of its own.
    fn kept<E: serde::de::Error>(&mut self, result: Result<()>) -> Result<(), E> {
        result.map_err(|error| {
            self.failure = Some(error);
            E::custom("refused")
        })
    }

    fn row(&mut self, fields: Vec<(String, Cell)>) -> Result<()> {
        self.rows.begin(None, Action::Put)?;
        for (name, cell) in fields {
            self.set(&name, cell)?;
        }
        self.rows.end()
    }

    fn set(&mut self, name: &str, cell: Cell) -> Result<()> {
        match cell {
            _ if is_of_a_list(name) => Ok(()),
            Cell::Value(value) => self.rows.set(name, value),
            Cell::Nested { .. } => bail!(
                "row {}, column {name}: it is neither a text nor a reference; export the table's own columns only",
                self.rows.count() + 1
            ),
        }
    }

    /// Decides what an object at the top was: a page, an error answer, or a row.
    fn document(&mut self, fields: Vec<(String, Cell)>, has_result: bool) -> Result<()> {
        let is_row = !has_result && fields.iter().any(|(name, _)| name == "sys_id");
        let problem = fields.iter().find(|(name, _)| name == "error").and_then(|(_, cell)| cell.message());
        match problem {
            _ if is_row => self.row(fields),
            Some(message) => {
                let message: String = message.chars().take(MESSAGE_CHARACTERS).collect();
                let what = if has_result {
                    "the instance broke off"
                } else {
                    "it is an error answer saved as a file"
                };
                bail!("{what}, export again: {message}")
            }
            None if has_result => Ok(()),
            None => bail!(
                "not an answer of the Table API: no \"result\" (and no \"sys_id\", as one row a line would have)"
            ),
        }
    }
}

/// Where in a file a value stands.
#[derive(Clone, Copy)]
enum Place {
    Document,
    Result,
    Row,
}

/// Reads the value at a place and hands over the rows in it, without keeping them.
struct At<'x, 'r, 'a>(Place, &'x mut Answer<'r, 'a>);

impl<'de> DeserializeSeed<'de> for At<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            Place::Row => deserializer.deserialize_map(self),
            Place::Document | Place::Result => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for At<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.1.rows.pages += 1;
        while items.next_element_seed(At(Place::Row, self.1))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Self(place, answer) = self;
        if let Place::Document = place {
            return document(entries, answer);
        }
        answer.rows.pages += u64::from(matches!(place, Place::Result));
        let begun = answer.rows.begin(None, Action::Put);
        answer.kept(begun)?;
        let mut name = String::new();
        while entries.next_key_seed(Name(&mut name))?.is_some() {
            entries.next_value_seed(Field(&name, answer))?;
        }
        let ended = answer.rows.end();
        answer.kept(ended)
    }
}

/// Reads the value of a field into the row: a text, which nearly all are, without keeping it.
struct Field<'x, 'r, 'a>(&'x str, &'x mut Answer<'r, 'a>);

impl Field<'_, '_, '_> {
    fn set<E: serde::de::Error>(self, cell: Result<Cell, E>) -> Result<(), E> {
        let set = self.1.set(self.0, cell?);
        self.1.kept(set)
    }
}

impl<'de> DeserializeSeed<'de> for Field<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Field<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        CellVisitor.expecting(f)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let Self(name, answer) = self;
        if is_of_a_list(name) {
            return Ok(());
        }
        let set = answer.rows.set(name, Value { text: Some(text.into()), kind: Kind::Bare });
        answer.kept(set)
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<(), E> {
        self.set(CellVisitor.visit_bool(truth))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.set(CellVisitor.visit_i64(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.set(CellVisitor.visit_u64(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.set(CellVisitor.visit_f64(number))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.set(CellVisitor.visit_unit())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.set(CellVisitor.visit_seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        self.set(CellVisitor.visit_map(entries))
    }
}

/// What a list says of each of its rows, as __status.
fn is_of_a_list(name: &str) -> bool {
    name.starts_with("__")
}

/// Reads a name where the one before stood.
struct Name<'n>(&'n mut String);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(name);
        Ok(())
    }
}

fn document<'de, A: MapAccess<'de>>(mut entries: A, answer: &mut Answer) -> Result<(), A::Error> {
    let mut fields = Vec::new();
    let mut has_result = false;
    while let Some(name) = entries.next_key::<String>()? {
        if ["result", "records"].contains(&name.as_str()) {
            has_result = true;
            entries.next_value_seed(At(Place::Result, answer))?;
        } else {
            fields.push((name, entries.next_value::<Cell>()?));
            answer.kept(few_enough(fields.len()))?;
        }
    }
    let decided = answer.document(fields, has_result);
    answer.kept(decided)
}

fn few_enough(members: usize) -> Result<()> {
    ensure!(
        members <= MOST_COLUMNS,
        "an object has more than {MOST_COLUMNS} members: this is not an export of a table"
    );
    Ok(())
}

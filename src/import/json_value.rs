//! One value of a JSON row, in every shape that the Table API has it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::rows::{Kind, Value};

/// What is stored for `json`, a value of a row of the Table API; `None` when that is empty or not said.
pub fn stored_text(json: &serde_json::Value) -> Option<String> {
    match Cell::deserialize(json) {
        Ok(Cell::Value(value)) if value.kind != Kind::Shown => {
            value.text.filter(|text| !text.is_empty()).map(Cow::into_owned)
        }
        _ => None,
    }
}

/// What stands where a value should be.
pub(super) enum Cell {
    /// A value.
    Value(Value<'static>),
    /// An array, or an object that is not a reference; with its `message`, as an error has.
    Nested { message: Option<String> },
}

impl Cell {
    /// The text that says what went wrong, when this is the `error` of an answer.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Value(value) => value.text.as_deref(),
            Self::Nested { message } => message.as_deref().or(Some("no message")),
        }
    }

    fn plain(text: impl ToString) -> Self {
        Self::Value(Value { text: Some(text.to_string().into()), kind: Kind::Bare })
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Value(value) => value.text.map(Cow::into_owned),
            Self::Nested { .. } => None,
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

/// Reads one.
pub(super) struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::plain(text))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Cell, E> {
        Ok(Cell::plain(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::plain(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(Cell::plain(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        Ok(Cell::plain(number))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Value(Value { text: None, kind: Kind::Stored }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cell, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::Nested { message: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Cell, A::Error> {
        let mut object = Object::default();
        while let Some(name) = entries.next_key::<String>()? {
            match name.as_str() {
                "value" => object.value = Some(entries.next_value()?),
                "display_value" => object.display_value = Some(entries.next_value()?),
                "link" => object.link = Some(entries.next_value()?),
                "message" => object.message = entries.next_value::<Cell>()?.text(),
                _ => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(object.cell())
    }
}

/// The members of an object that stands for a value.
#[derive(Default)]
struct Object {
    value: Option<Cell>,
    display_value: Option<Cell>,
    link: Option<Cell>,
    message: Option<String>,
}

impl Object {
    /// What is stored, as far as the object tells: `value`, else the sys_id that `link` ends in.
    fn cell(self) -> Cell {
        let id = self.link.and_then(Cell::text).as_deref().and_then(linked_id).map(str::to_owned);
        match (self.value, id, self.display_value) {
            (Some(Cell::Value(value)), _, _) => Cell::Value(Value { kind: Kind::Stored, ..value }),
            (None, Some(id), _) => Cell::Value(Value { text: Some(id.into()), kind: Kind::Linked }),
            (None, None, Some(Cell::Value(value))) => Cell::Value(Value { kind: Kind::Shown, ..value }),
            _ => Cell::Nested { message: self.message },
        }
    }
}

/// The last segment of the path of `https://.../api/now/table/sys_user/<sys_id>`.
fn linked_id(link: &str) -> Option<&str> {
    let path = link.split(['?', '#']).next().unwrap_or(link);
    path.rsplit_once('/').map(|(_, id)| id).filter(|id| !id.is_empty())
}

//! A row to show: column and value, in order.

use std::ops::Index;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::to_json;
use crate::db::{Row, Value};

/// One row to show: column and value, in order. Rows of one query share the names of their columns, and a few columns are
/// found quicker one after the other than in a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown(Vec<(Arc<str>, Json)>);

/// The rows of a query, to show.
pub fn shown(rows: Vec<Row>) -> Vec<Shown> {
    rows.into_iter().map(Shown::from).collect()
}

impl Shown {
    /// The value of a column, where there is one of that name.
    pub fn get(&self, column: &str) -> Option<&Json> {
        self.place(column).map(|place| &self.0[place].1)
    }

    /// Puts a value in the place of that column, or behind all.
    pub fn insert(&mut self, column: &str, value: Json) {
        match self.place(column) {
            Some(place) => self.0[place].1 = value,
            None => self.0.push((column.into(), value)),
        }
    }

    /// Puts a column before all.
    pub fn insert_first(&mut self, column: &str, value: Json) {
        self.0.insert(0, (column.into(), value));
    }

    /// Takes a column out; the last one takes its place.
    pub fn remove(&mut self, column: &str) {
        if let Some(place) = self.place(column) {
            self.0.swap_remove(place);
        }
    }

    /// Keeps the columns that are meant.
    pub fn retain(&mut self, is_meant: impl Fn(&str) -> bool) {
        self.0.retain(|(column, _)| is_meant(column));
    }

    /// Its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(column, _)| &**column)
    }

    /// Its values.
    pub fn values(&self) -> impl Iterator<Item = &Json> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Its columns with their values, to change these.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        self.0.iter_mut().map(|(column, value)| (&**column, value))
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| **known == *column)
    }
}

impl From<Row> for Shown {
    fn from(row: Row) -> Self {
        let moved = |value| match value {
            Value::Text(text) => Json::String(text),
            other => to_json(&other),
        };
        Self(row.into_cells().map(|(column, value)| (column, moved(value))).collect())
    }
}

impl<S: Into<Arc<str>>> FromIterator<(S, Json)> for Shown {
    fn from_iter<I: IntoIterator<Item = (S, Json)>>(cells: I) -> Self {
        Self(cells.into_iter().map(|(column, value)| (column.into(), value)).collect())
    }
}

impl From<Shown> for Json {
    fn from(row: Shown) -> Self {
        let cells = row.0.into_iter().map(|(column, value)| (column.to_string(), value));
        Self::Object(cells.collect::<Map<_, _>>())
    }
}

impl Index<&str> for Shown {
    type Output = Json;

    fn index(&self, column: &str) -> &Json {
        self.get(column).unwrap_or(&Json::Null)
    }
}

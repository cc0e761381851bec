//! Values, named parameters and rows as plain data.

use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::time::{Span, Time};

/// One value of a row or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing stored.
    Null,
    /// A whole number; booleans are 0 and 1.
    Integer(i64),
    /// Text; times are text.
    Text(String),
}

impl Value {
    /// Puts a text in its place, or nothing: where a text was, that takes no memory anew.
    pub fn put(&mut self, text: Option<&str>) {
        match (self, text) {
            (Self::Text(place), Some(text)) => text.clone_into(place),
            (place, text) => *place = text.into(),
        }
    }
}

/// Parameters by name, without the colon.
pub type Params<'a> = [(&'a str, Value)];

/// One row of a query.
#[derive(Clone, Debug)]
pub struct Row {
    columns: Rc<[Arc<str>]>,
    values: Vec<Value>,
}

impl Row {
    pub(super) fn new(columns: Rc<[Arc<str>]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The value of a column as the type that is asked for; `Option` where it may be NULL.
    ///
    /// # Errors
    /// When there is no such column, or its value is of another type.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        T::from_value(self.value(column)?).with_context(|| format!("reading the column {column:?}"))
    }

    /// The text of a column as it stands there; `None` where nothing does.
    ///
    /// # Errors
    /// When there is no such column, or its value is a number.
    pub fn text(&self, column: &str) -> Result<Option<&str>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Integer(_) => bail!("reading the column {column:?}: expected text, found a number"),
        }
    }

    /// The same, taken out of the row: what stands there afterwards is empty.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn take_text(&mut self, column: &str) -> Result<Option<String>> {
        match self.place_of(column).and_then(|place| self.values.get_mut(place)) {
            Some(Value::Text(text)) => Ok(Some(std::mem::take(text))),
            _ => self.text(column).map(|_| None),
        }
    }

    fn value(&self, column: &str) -> Result<&Value> {
        let value = self.place_of(column).and_then(|place| self.values.get(place));
        value.with_context(|| format!("the query returns no column {column:?}"))
    }

    fn place_of(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| **name == *column)
    }

    /// The row itself, taken out: what is left has no values.
    #[must_use]
    pub fn take(&mut self) -> Self {
        Self { columns: self.columns.clone(), values: std::mem::take(&mut self.values) }
    }

    /// A place for each value, to put those of the next row in; what is there was read.
    pub(super) fn places(&mut self) -> &mut [Value] {
        self.values.resize(self.columns.len(), Value::Null);
        &mut self.values
    }

    /// The values, in the order of the columns.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The columns with their values, in order.
    pub fn into_cells(self) -> impl Iterator<Item = (Arc<str>, Value)> {
        let columns = self.columns;
        self.values.into_iter().enumerate().map(move |(place, value)| (columns[place].clone(), value))
    }

    /// The columns and their values, in order, to look at.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.columns.iter().map(|name| &**name).zip(&self.values)
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// The value as this type.
    ///
    /// # Errors
    /// When it is of another type.
    fn from_value(value: &Value) -> Result<Self>;
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            Value::Integer(integer) => Ok(integer.to_string()),
            Value::Null => bail!("expected text, found NULL"),
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Result<Self> {
        match value {
            Value::Integer(integer) => Ok(*integer),
            other => bail!("expected a whole number, found {other:?}"),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self> {
        Ok(i64::from_value(value)? != 0)
    }
}

impl FromValue for Time {
    fn from_value(value: &Value) -> Result<Self> {
        Self::parse(&String::from_value(value)?)
    }
}

/// From milliseconds.
impl FromValue for Span {
    fn from_value(value: &Value) -> Result<Self> {
        let milliseconds = i64::from_value(value)?.try_into();
        Ok(Self::from_milliseconds(milliseconds.context("a length of time is not negative")?))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Integer(truth.into())
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Self::Text(time.to_string())
    }
}

/// In milliseconds.
impl From<Span> for Value {
    fn from(span: Span) -> Self {
        Self::Integer(i64::try_from(span.milliseconds()).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

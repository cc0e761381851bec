//! Values and columns between SQLite and the program.

use anyhow::Result;
use rusqlite::types::ValueRef;

use crate::db::{Column, Kind, Row, Value};

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(integer) => Self::Integer(integer),
            ValueRef::Real(real) => Self::Text(real.to_string()),
            // Nearly all text is what it should be, which is told quicker than what to put in its place.
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Self::Text(match str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => String::from_utf8_lossy(bytes).into_owned(),
            }),
        }
    }
}

/// Puts what was found in place of another value.
pub(super) fn put(place: &mut Value, found: ValueRef) {
    if let ValueRef::Text(bytes) = found
        && let Ok(found) = str::from_utf8(bytes)
    {
        place.put(Some(found));
    } else {
        *place = found.into();
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A column as the schema describes it.
pub(super) fn column(row: &Row) -> Result<Column> {
    let kind = Kind::of_declared(&row.get::<String>("type")?);
    let written: Option<String> = row.get("dflt_value")?;
    let default = match written.filter(|_| kind != Kind::Time && row.get("not_null").unwrap_or(false)) {
        Some(number) if kind == Kind::Integer => number.parse().map_or(Value::Null, Value::Integer),
        Some(text) => Value::Text(text.trim_matches('\'').to_owned()),
        None => Value::Null,
    };
    Ok(Column { name: row.get("name")?, kind, default })
}

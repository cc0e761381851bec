//! What differs between the file as it was committed and as an open transaction sees it: two connections, and of each
//! table two streams of rows in the order of its key, compared row by row.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result};
use rusqlite::types::{Value as Stored, ValueRef};
use rusqlite::{Connection, Rows};

use crate::db::table::quoted;
use crate::db::table_change::MOST_BYTES;
use crate::db::{ChangedRow, Counted, Row, Standing, TableChange, Value, sql};

/// The tables that differ, by name.
pub(super) fn between(before: &Connection, now: &Connection) -> Result<Vec<TableChange>> {
    let (old, new) = (tables(before)?, tables(now)?);
    let mut names: Vec<&String> = old.iter().chain(&new).collect();
    names.sort();
    names.dedup();
    let (mut changes, mut room) = (Vec::new(), MOST_BYTES);
    let room = &mut room;
    for name in names {
        let change = match (old.contains(name), new.contains(name)) {
            (true, true) => compare(before, now, name, room)?,
            (false, _) => TableChange { added: all(now, name, room)?, ..unchanged(name, Standing::Made) },
            (_, false) => {
                TableChange { removed: all(before, name, room)?, ..unchanged(name, Standing::Dropped) }
            }
        };
        let same = change.added.count + change.changed.count + change.removed.count == 0;
        if !(same && change.standing == Standing::Stays) {
            changes.push(change);
        }
    }
    Ok(changes)
}

fn unchanged(table: &str, standing: Standing) -> TableChange {
    let (added, changed, removed) = <_>::default();
    TableChange { table: table.to_owned(), standing, added, changed, removed }
}

/// The names of the tables.
pub(super) fn tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(sql!("table/list_tables.sql").text)?;
    let names = statement.query_map([], |row| row.get("name"))?;
    names.collect::<Result<_, _>>().context("listing the tables")
}

fn all(connection: &Connection, table: &str, room: &mut usize) -> Result<Counted<Row>> {
    let shape = Shape::of(connection, table)?;
    let mut statement = connection.prepare(&shape.rows_by_key())?;
    let mut stream = Stream::of(&shape, statement.raw_query())?;
    let mut rows = Counted::default();
    while let Some(row) = stream.next()? {
        rows.add(bytes(&row), room, || shape.row(row));
    }
    Ok(rows)
}

/// Compares a table that was there and is there.
fn compare(before: &Connection, now: &Connection, table: &str, room: &mut usize) -> Result<TableChange> {
    let (old, new) = (Shape::of(before, table)?, Shape::of(now, table)?);
    let mut change = unchanged(table, Standing::Stays);
    if old.key != new.key {
        change.removed = all(before, table, room)?;
        change.added = all(now, table, room)?;
        return Ok(change);
    }
    let (mut before, mut now) = (before.prepare(&old.rows_by_key())?, now.prepare(&new.rows_by_key())?);
    let mut before = Stream::of(&old, before.raw_query())?;
    let mut now = Stream::of(&new, now.raw_query())?;
    loop {
        match before.order(&now) {
            None => return Ok(change),
            Some(Ordering::Less) => {
                let Some(row) = before.next()? else { return Ok(change) };
                change.removed.add(bytes(&row), room, || old.row(row));
            }
            Some(Ordering::Greater) => {
                let Some(row) = now.next()? else { return Ok(change) };
                change.added.add(bytes(&row), room, || new.row(row));
            }
            Some(Ordering::Equal) => {
                let (Some(was), Some(is)) = (before.next()?, now.next()?) else { return Ok(change) };
                let both = bytes(&was) + bytes(&is);
                if let Some(row) = changed(&old, was, &new, is) {
                    change.changed.add(both, room, || row);
                }
            }
        }
    }
}

/// About what a row takes in memory.
fn bytes(row: &[Stored]) -> usize {
    let value = |value: &Stored| match value {
        Stored::Text(text) => text.len(),
        Stored::Blob(bytes) => bytes.len(),
        Stored::Null | Stored::Integer(_) | Stored::Real(_) => 0,
    };
    row.iter().map(|stored| size_of::<Stored>() + value(stored)).sum()
}

/// What differs between two rows of one key, in the columns that both have.
fn changed(old: &Shape, was: Vec<Stored>, new: &Shape, is: Vec<Stored>) -> Option<ChangedRow> {
    let mut columns = Vec::new();
    for (name, value) in new.columns.iter().zip(&is) {
        let before = old.columns.iter().position(|known| known == name).map(|position| &was[position]);
        if let Some(before) = before.filter(|before| *before != value) {
            columns.push((name.to_string(), to_value(before), to_value(value)));
        }
    }
    let key = new.key.iter().map(|position| (new.columns[*position].to_string(), to_value(&is[*position])));
    (!columns.is_empty()).then(|| ChangedRow { key: key.collect(), columns })
}

/// The columns of a table, and the places of those that say which row is which; of all, where it has no key.
struct Shape {
    table: String,
    columns: Rc<[Arc<str>]>,
    key: Vec<usize>,
}

impl Shape {
    fn of(connection: &Connection, table: &str) -> Result<Self> {
        let mut statement = connection.prepare(sql!("table/list_columns.sql").text)?;
        let columns = statement.query_map([table], |row| Ok((row.get("name")?, row.get("pk")?)))?;
        let columns: Vec<(String, i64)> = columns.collect::<Result<_, _>>()?;
        let mut key: Vec<usize> = (0..columns.len()).filter(|place| columns[*place].1 > 0).collect();
        key.sort_by_key(|place| columns[*place].1);
        if key.is_empty() {
            key = (0..columns.len()).collect();
        }
        let columns = columns.into_iter().map(|(name, _)| name.into()).collect();
        Ok(Self { table: table.to_owned(), columns, key })
    }

    /// The statement for all rows, in the order in which [`Stream`] compares them.
    fn rows_by_key(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|name| quoted(name)).collect();
        let key = self.key.iter().map(|place| format!("{} COLLATE BINARY", columns[*place]));
        sql!("table/list_rows_by_key.sql")
            .text
            .replace("{columns}", &columns.join(", "))
            .replace("{key}", &key.collect::<Vec<_>>().join(", "))
            .replace("{table}", &quoted(&self.table))
    }

    fn row(&self, values: Vec<Stored>) -> Row {
        Row::new(self.columns.clone(), values.iter().map(to_value).collect())
    }
}

/// The rows of a table in the order of its key, the next of them in sight.
struct Stream<'a> {
    shape: &'a Shape,
    rows: Rows<'a>,
    next: Option<Vec<Stored>>,
}

impl<'a> Stream<'a> {
    fn of(shape: &'a Shape, rows: Rows<'a>) -> Result<Self> {
        let mut stream = Self { shape, rows, next: None };
        stream.next()?;
        Ok(stream)
    }

    /// The row in sight; the one behind it comes in sight.
    fn next(&mut self) -> Result<Option<Vec<Stored>>> {
        let count = self.shape.columns.len();
        let reading = || format!("reading the rows of {}", self.shape.table);
        let behind = match self.rows.next().with_context(reading)? {
            Some(row) => {
                Some((0..count).map(|column| row.get_ref(column).map(to_stored)).collect::<Result<_, _>>()?)
            }
            None => None,
        };
        Ok(std::mem::replace(&mut self.next, behind))
    }

    /// How the rows in sight stand to each other; `None` at the end of both.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (&self.next, &other.next) {
            (None, None) => None,
            (Some(_), None) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some(one), Some(two)) => {
                let places = self.shape.key.iter().zip(&other.shape.key);
                Some(places.map(|(a, b)| order(&one[*a], &two[*b])).fold(Ordering::Equal, Ordering::then))
            }
        }
    }
}

/// As SQLite sorts: NULL, numbers, text, bytes.
fn order(one: &Stored, two: &Stored) -> Ordering {
    let class = |value: &Stored| match value {
        Stored::Null => 0,
        Stored::Integer(_) | Stored::Real(_) => 1,
        Stored::Text(_) => 2,
        Stored::Blob(_) => 3,
    };
    match (one, two) {
        (Stored::Integer(one), Stored::Integer(two)) => one.cmp(two),
        (Stored::Real(one), Stored::Real(two)) => one.total_cmp(two),
        (Stored::Integer(one), Stored::Real(two)) => (*one as f64).total_cmp(two),
        (Stored::Real(one), Stored::Integer(two)) => one.total_cmp(&(*two as f64)),
        (Stored::Text(one), Stored::Text(two)) => one.as_bytes().cmp(two.as_bytes()),
        (Stored::Blob(one), Stored::Blob(two)) => one.cmp(two),
        _ => class(one).cmp(&class(two)),
    }
}

/// Text that is not UTF-8 is shown as far as it is.
fn to_stored(value: ValueRef) -> Stored {
    match value {
        ValueRef::Text(bytes) => Stored::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Null => Stored::Null,
        ValueRef::Integer(integer) => Stored::Integer(integer),
        ValueRef::Real(real) => Stored::Real(real),
        ValueRef::Blob(bytes) => Stored::Blob(bytes.to_owned()),
    }
}

fn to_value(stored: &Stored) -> Value {
    match stored {
        Stored::Null => Value::Null,
        Stored::Integer(integer) => Value::Integer(*integer),
        Stored::Real(real) => Value::Text(real.to_string()),
        Stored::Text(text) => Value::Text(text.clone()),
        Stored::Blob(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    }
}

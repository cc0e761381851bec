//! What an open transaction changed: of each table that it wrote to, the rows as committed beside those that it sees, both in one
//! order and never held whole.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Result;

use super::session::{Session, Stream};
use crate::db::table::quoted;
use crate::db::table_change::MOST_BYTES;
use crate::db::{ChangedRow, Row, Sql, Standing, TableChange, Value, params, sql};

/// The tables that differ, by name.
pub(super) fn between(before: &mut Session, now: &mut Session) -> Result<Vec<TableChange>> {
    let (old, new) = (tables(before)?, tables(now)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let (mut changes, mut room) = (Vec::new(), MOST_BYTES);
    for name in names {
        let written = new.get(name).copied();
        let standing = match (old.contains_key(name), written) {
            (true, Some(0)) => continue,
            (true, Some(_)) => Standing::Stays,
            (false, _) => Standing::Made,
            (true, None) => Standing::Dropped,
        };
        let was = old.contains_key(name).then(|| Ordered::of(before, name)).transpose()?;
        let is = written.is_some().then(|| Ordered::of(now, name)).transpose()?;
        let (added, changed, removed) = Default::default();
        let mut change = TableChange { table: name.clone(), standing, added, changed, removed };
        compare(&mut change, (was, is), &mut room)?;
        let same = change.added.count + change.changed.count + change.removed.count == 0;
        if !(same && standing == Standing::Stays) {
            changes.push(change);
        }
    }
    Ok(changes)
}

/// The tables, and how many rows of each the transaction wrote.
fn tables(session: &mut Session) -> Result<BTreeMap<String, i64>> {
    let rows = session.rows(sql!("postgres/list_tables.sql"), &[])?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("written")?))).collect()
}

/// The text of a row's key, by which it is found on the other side.
type Mark = Vec<Option<String>>;

/// The rows of a table in the order of their marks; a row is all of its values where the table has no key.
struct Ordered<'s> {
    stream: Stream<'s>,
    columns: Rc<[Arc<str>]>,
    keys: Vec<String>,
    next: Option<(Mark, Row)>,
}

impl<'s> Ordered<'s> {
    fn of(session: &'s mut Session, table: &str) -> Result<Self> {
        let columns = session.rows(sql!("postgres/describe_columns.sql"), params![table])?;
        let columns: Vec<(String, i64)> =
            columns.iter().map(|row| Ok((row.get("name")?, row.get("pk")?))).collect::<Result<_>>()?;
        let mut keys: Vec<&(String, i64)> = columns.iter().filter(|(_, place)| *place > 0).collect();
        keys.sort_by_key(|(_, place)| *place);
        let keys = if keys.is_empty() { columns.iter().collect() } else { keys };
        let keys: Vec<String> = keys.into_iter().map(|(name, _)| name.clone()).collect();
        let columns: Rc<[Arc<str>]> = columns.into_iter().map(|(name, _)| name.into()).collect();
        let text = in_order(table, &columns, &keys);
        let stream = session.stream(Sql::new("sql/postgres/list_rows_in_order.sql", &text), &[])?;
        let mut ordered = Self { stream, columns, keys, next: None };
        ordered.take()?;
        Ok(ordered)
    }

    /// The row that is next, and reads the one after it.
    fn take(&mut self) -> Result<Option<Row>> {
        let following = self.stream.next()?.map(|row| {
            let mut values = row.into_values();
            let marks = values.split_off(self.columns.len().min(values.len()));
            (marks.into_iter().map(as_text).collect(), Row::new(self.columns.clone(), values))
        });
        Ok(std::mem::replace(&mut self.next, following).map(|(_, row)| row))
    }
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(integer) => Some(integer.to_string()),
        Value::Text(text) => Some(text),
    }
}

fn in_order(table: &str, columns: &[Arc<str>], keys: &[String]) -> String {
    let columns = columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    let list = |form: &dyn Fn(&str) -> String| {
        keys.iter().map(|name| form(&quoted(name))).collect::<Vec<_>>().join(", ")
    };
    let bytes = |name: &str| format!("CAST({name} AS text) COLLATE \"C\"");
    sql!("postgres/list_rows_in_order.sql")
        .text
        .replace("{columns}", &columns)
        .replace("{marks}", &list(&bytes))
        .replace("{order}", &list(&|name| format!("{} NULLS FIRST", bytes(name))))
        .replace("{table}", &quoted(table))
}

/// Goes through both sides together and holds a row of each; what is to be shown is kept where there is room.
fn compare(
    change: &mut TableChange,
    (mut was, mut is): (Option<Ordered>, Option<Ordered>),
    room: &mut usize,
) -> Result<()> {
    while let Some(side) = first(was.as_ref(), is.as_ref()) {
        let old = if side == Ordering::Greater { None } else { take(&mut was)? };
        let new = if side == Ordering::Less { None } else { take(&mut is)? };
        match (old, new) {
            (Some(old), None) => change.removed.add(bytes(&old), room, || old),
            (None, Some(new)) => change.added.add(bytes(&new), room, || new),
            (Some(old), Some(new)) => {
                let keys = is.as_ref().map_or(&[][..], |is| &is.keys);
                if let Some(differs) = difference(&old, &new, keys) {
                    change.changed.add(bytes(&old) + bytes(&new), room, || differs);
                }
            }
            (None, None) => break,
        }
    }
    Ok(())
}

fn take(side: &mut Option<Ordered>) -> Result<Option<Row>> {
    side.as_mut().map_or(Ok(None), Ordered::take)
}

/// Which side has the row that comes first; none where both are at their end.
fn first(was: Option<&Ordered>, is: Option<&Ordered>) -> Option<Ordering> {
    match (was.and_then(|was| was.next.as_ref()), is.and_then(|is| is.next.as_ref())) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some((old, _)), Some((new, _))) => Some(old.cmp(new)),
    }
}

/// What differs between two rows of one key, in the columns that both have.
fn difference(was: &Row, is: &Row, keys: &[String]) -> Option<ChangedRow> {
    let mut columns = Vec::new();
    for (name, value) in is.iter() {
        let before = was.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        if let Some(before) = before.filter(|before| *before != value) {
            columns.push((name.to_owned(), before.clone(), value.clone()));
        }
    }
    (!columns.is_empty()).then(|| ChangedRow { key: key_of(is, keys), columns })
}

fn key_of(row: &Row, keys: &[String]) -> Vec<(String, Value)> {
    let values = row.iter().filter(|(name, _)| keys.iter().any(|key| key == name));
    values.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// About what a row takes in memory.
fn bytes(row: &Row) -> usize {
    let value = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
    row.iter().map(|(_, stored)| size_of::<Value>() + value(stored)).sum()
}

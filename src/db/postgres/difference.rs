//! What an open transaction changed: of each table that it wrote to, the rows as committed and as it sees them.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use super::session::Session;
use crate::db::table::quoted;
use crate::db::table_change::MOST_BYTES;
use crate::db::{ChangedRow, Counted, Row, Sql, Standing, TableChange, Value, params, sql};

/// The tables that differ, by name.
pub(super) fn between(before: &mut Session, now: &mut Session) -> Result<Vec<TableChange>> {
    let (old, new) = (tables(before)?, tables(now)?);
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let (mut changes, mut room) = (Vec::new(), MOST_BYTES);
    for name in names {
        let written = new.get(name).copied();
        let standing = match (old.contains_key(name), written) {
            (true, Some(0)) => continue,
            (true, Some(_)) => Standing::Stays,
            (false, _) => Standing::Made,
            (true, None) => Standing::Dropped,
        };
        let was = if old.contains_key(name) { Rows::of(before, name)? } else { Rows::default() };
        let is = if written.is_some() { Rows::of(now, name)? } else { Rows::default() };
        let change = compare(name, standing, was, is, &mut room);
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

/// The rows of a table by their key; a row is all of its values where the table has none.
#[derive(Default)]
struct Rows {
    keys: Vec<String>,
    rows: Vec<(String, Row)>,
}

impl Rows {
    fn of(session: &mut Session, table: &str) -> Result<Self> {
        let columns = session.rows(sql!("postgres/describe_columns.sql"), params![table])?;
        let columns: Vec<(String, i64)> =
            columns.iter().map(|row| Ok((row.get("name")?, row.get("pk")?))).collect::<Result<_>>()?;
        let mut keys: Vec<_> = columns.iter().filter(|(_, place)| *place > 0).collect();
        keys.sort_by_key(|(_, place)| *place);
        let all: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
        let keys = if keys.is_empty() {
            all.clone()
        } else {
            keys.into_iter().map(|(name, _)| name.clone()).collect()
        };
        let list = |names: &[String]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let text = sql!("table/list_rows_by_key.sql").text;
        let text = text
            .replace("{columns}", &list(&all))
            .replace("{key}", &list(&keys))
            .replace("{table}", &quoted(table));
        let rows = session.rows(Sql::new("sql/table/list_rows_by_key.sql", &text), &[])?;
        let rows = rows.into_iter().map(|row| (format!("{:?}", key_of(&row, &keys)), row)).collect();
        Ok(Self { keys, rows })
    }
}

fn key_of(row: &Row, keys: &[String]) -> Vec<(String, Value)> {
    let values = row.iter().filter(|(name, _)| keys.iter().any(|key| key == name));
    values.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

fn compare(table: &str, standing: Standing, was: Rows, is: Rows, room: &mut usize) -> TableChange {
    let (mut added, mut changed, mut removed) = (Counted::default(), Counted::default(), Counted::default());
    let mut before: HashMap<String, Row> = was.rows.iter().cloned().collect();
    for (key, row) in is.rows {
        match before.remove(&key) {
            None => added.add(bytes(&row), room, || row),
            Some(old) => {
                if let Some(change) = difference(&old, &row, &is.keys) {
                    changed.add(bytes(&old) + bytes(&row), room, || change);
                }
            }
        }
    }
    for (_, row) in was.rows.into_iter().filter(|(key, _)| before.contains_key(key)) {
        removed.add(bytes(&row), room, || row);
    }
    TableChange { table: table.to_owned(), standing, added, changed, removed }
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

/// About what a row takes in memory.
fn bytes(row: &Row) -> usize {
    let value = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
    row.iter().map(|(_, stored)| size_of::<Value>() + value(stored)).sum()
}

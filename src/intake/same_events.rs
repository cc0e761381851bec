//! Whether an event is there under another sys_id: a rotated table repeats its events.

use std::collections::HashSet;

use anyhow::{Context, Result};
use serde::Serialize;

use super::waiting::{Packed, Standing, Waiter};
use crate::db::{Db, ROWS_TOGETHER, Row, Table, Value, params, sql};

/// What makes two events the same, and what tells them apart.
#[derive(Serialize)]
struct Asked {
    /// Which of those that were asked for it is.
    place: usize,
    name: Option<String>,
    parm1: Option<String>,
    sys_created_on: Option<String>,
    sys_id: Option<String>,
}

impl Asked {
    fn of(table: &Table, place: usize, values: &[Value]) -> Self {
        let text = |column| match table.position(column).and_then(|position| values.get(position)) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let [name, parm1, sys_created_on, sys_id] = ["name", "parm1", "sys_created_on", "sys_id"].map(text);
        Self { place, name, parm1, sys_created_on, sys_id }
    }
}

/// Whether the event of a row is there.
pub(super) fn has(db: &Db, table: &Table, values: &[Value]) -> Result<bool> {
    Ok(!list(db, &[Asked::of(table, 0, values)])?.is_empty())
}

/// The places of those rows that stand so and are there.
pub(super) fn of_waiting(
    db: &Db,
    table: &Table,
    (rows, packed): (&[Waiter], &Packed),
    standing: Standing,
) -> Result<HashSet<usize>> {
    let asked: Vec<usize> = (0..rows.len()).filter(|place| rows[*place].standing == standing).collect();
    let mut values = vec![Value::Null; table.columns.len()];
    let mut of_row = |place: &usize| {
        packed.read(&rows[*place], &mut values);
        Asked::of(table, *place, &values)
    };
    let mut found = HashSet::new();
    for together in asked.chunks(ROWS_TOGETHER) {
        found.extend(list(db, &together.iter().map(&mut of_row).collect::<Vec<_>>())?);
    }
    Ok(found)
}

/// The places of those that are there.
fn list(db: &Db, asked: &[Asked]) -> Result<Vec<usize>> {
    let events = serde_json::to_string(asked)?;
    let place = |row: &Row| row.get::<i64>("place")?.try_into().context("reading the place of an event");
    db.rows(sql!("intake/list_same_events.sql"), params![events])?.iter().map(place).collect()
}

//! What differs between the file as it was (the schema `before`) and as it is now (`main`).

use anyhow::{Context, Result};

use super::{Db, Row, Sql, Value, labels, sql};

const BEFORE: &str = "before";
const NOW: &str = "main";

/// What differs in one table.
#[derive(Debug)]
pub struct TableChange {
    /// Its name.
    pub table: String,
    /// Whether the table itself is new or gone.
    pub standing: Standing,
    /// Rows that are new.
    pub added: Vec<Row>,
    /// Rows that have other values.
    pub changed: Vec<ChangedRow>,
    /// Rows that are gone, as they were.
    pub removed: Vec<Row>,
}

/// Whether a table was there before and is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stays.
    Stays,
    /// It is new.
    Made,
    /// It is gone.
    Dropped,
}

labels!(Standing { Stays = "stays", Made = "made", Dropped = "dropped" });

/// A row with other values.
#[derive(Debug)]
pub struct ChangedRow {
    /// The columns that say which row it is; `rowid` where the table has no key.
    pub key: Vec<(String, Value)>,
    /// The columns that differ: name, before, now.
    pub columns: Vec<(String, Value, Value)>,
}

/// The tables that differ, by name.
pub(super) fn between_before_and_now(db: &Db) -> Result<Vec<TableChange>> {
    let (old, new) = (tables(db, BEFORE)?, tables(db, NOW)?);
    let mut names: Vec<&String> = old.iter().chain(&new).collect();
    names.sort();
    names.dedup();
    let mut changes = Vec::new();
    for name in names {
        let standing = match (old.contains(name), new.contains(name)) {
            (true, true) => Standing::Stays,
            (false, _) => Standing::Made,
            (_, false) => Standing::Dropped,
        };
        let change = compare(db, name, standing)?;
        let same = change.added.is_empty() && change.changed.is_empty() && change.removed.is_empty();
        if !(same && standing == Standing::Stays) {
            changes.push(change);
        }
    }
    Ok(changes)
}

fn tables(db: &Db, schema: &str) -> Result<Vec<String>> {
    let template = sql!("table/list_tables.sql");
    let text = template.text.replace("{schema}", schema);
    db.rows(Sql::new(template.name, &text), &[])?.iter().map(|row| row.get("name")).collect()
}

fn compare(db: &Db, table: &str, standing: Standing) -> Result<TableChange> {
    let (old, new) = (Shape::of(db, table, BEFORE)?, Shape::of(db, table, NOW)?);
    let mut change =
        TableChange { table: table.to_owned(), standing, added: vec![], changed: vec![], removed: vec![] };
    if old.key == new.key && standing == Standing::Stays {
        let both = Shape { columns: new.common(&old), key: new.key.clone() };
        let of_one_side = sql!("table/list_rows_of_one_side.sql");
        change.added = rows(db, of_one_side, &new.fill(of_one_side, table, NOW, BEFORE))?;
        change.removed = rows(db, of_one_side, &old.fill(of_one_side, table, BEFORE, NOW))?;
        let changed = sql!("table/list_changed_rows.sql");
        let changed = rows(db, changed, &both.fill(changed, table, BEFORE, NOW))?;
        change.changed = changed.into_iter().map(|row| both.changed_row(row)).collect();
        return Ok(change);
    }
    let all = sql!("table/list_all_rows.sql");
    if standing != Standing::Made {
        change.removed = rows(db, all, &old.fill(all, table, BEFORE, NOW))?;
    }
    if standing != Standing::Dropped {
        change.added = rows(db, all, &new.fill(all, table, NOW, BEFORE))?;
    }
    Ok(change)
}

fn rows(db: &Db, template: Sql, text: &str) -> Result<Vec<Row>> {
    db.rows(Sql::new(template.name, text), &[])
}

/// The columns of a table, and those that say which row is which.
struct Shape {
    columns: Vec<String>,
    key: Vec<String>,
}

impl Shape {
    fn of(db: &Db, table: &str, schema: &str) -> Result<Self> {
        let params = [("table", table.into()), ("schema", Value::from(schema))];
        let rows = db.rows(sql!("table/list_columns.sql"), &params)?;
        let columns = rows.iter().map(|row| row.get("name")).collect::<Result<_>>()?;
        let mut key = Vec::new();
        for row in &rows {
            let place: i64 = row.get("pk")?;
            if place > 0 {
                key.push((place, row.get::<String>("name")?));
            }
        }
        key.sort();
        let key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
        Ok(Self { columns, key: if key.is_empty() { vec!["rowid".to_owned()] } else { key } })
    }

    fn common(&self, other: &Self) -> Vec<String> {
        self.columns.iter().filter(|column| other.columns.contains(column)).cloned().collect()
    }

    fn fill(&self, template: Sql, table: &str, here: &str, there: &str) -> String {
        let list = |names: &[String], form: &dyn Fn(String) -> String, between: &str| {
            names.iter().map(|name| form(quoted(name))).collect::<Vec<_>>().join(between)
        };
        let of_here = |name: String| format!("here.{name}");
        template
            .text
            .replace("{here}", here)
            .replace("{there}", there)
            .replace("{same_row}", &list(&self.key, &|name| format!("here.{name} IS there.{name}"), " AND "))
            .replace("{old}", &list(&self.columns, &|name| format!("here.{name} COLLATE BINARY"), ", "))
            .replace("{new}", &list(&self.columns, &|name| format!("there.{name} COLLATE BINARY"), ", "))
            .replace("{key}", &list(&self.key, &of_here, ", "))
            .replace("{columns}", &list(&self.columns, &of_here, ", "))
            .replace("{table}", &quoted(table))
    }

    /// From the key, the values before and the values now, one after the other.
    fn changed_row(&self, row: Row) -> ChangedRow {
        let mut values = row.into_values();
        let new = values.split_off(self.key.len() + self.columns.len());
        let old = values.split_off(self.key.len());
        let columns = self.columns.iter().cloned().zip(old.into_iter().zip(new));
        ChangedRow {
            key: self.key.iter().cloned().zip(values).collect(),
            columns: columns
                .filter(|(_, (old, new))| old != new)
                .map(|(name, (old, new))| (name, old, new))
                .collect(),
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

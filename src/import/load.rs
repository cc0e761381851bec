//! Records become rows: what is new is inserted, what changed is updated, secrets stay outside.

use std::collections::HashMap;
use std::io::Read;

use anyhow::{Context, Result, bail, ensure};

use super::catalog::{TABLES, names_a_secret};
use super::record::{Action, Record};
use super::replace::Seen;
use super::tally::Tally;
use super::{Ending, Options, table_of_file_name};
use crate::coverage;
use crate::db::{Column, Db, Kind, Table, Value, sql};
use crate::time::Time;

/// How to load.
pub struct Loading<'a> {
    /// How to read the file.
    pub options: &'a Options,
    /// Where to note the rows that it has, if those that it has not are to be removed.
    pub seen: Option<&'a mut Seen>,
    /// Told after each row how many were loaded.
    pub progress: &'a dyn Fn(u64),
    /// The time.
    pub now: Time,
}

/// Loads one export in one transaction: it is in, or it is not. Records what it covers.
///
/// # Errors
/// When it cannot be read, or a row is refused; nothing of it was loaded then.
pub fn load_export(db: &Db, reader: impl Read, name: &str, loading: Loading) -> Result<(Tally, Ending)> {
    db.transaction(|| {
        let mut loader = Loader { seen: loading.seen, ..Loader::new(db) };
        let options = loading.options;
        if let Some(table) = options.table.clone().or_else(|| table_of_file_name(name, &options.known_tables))
        {
            // A file without rows is on record as well: it says how much was seen.
            loader.tally.of(&table);
        }
        let ending = super::read(reader, name, options, &mut |record| {
            let row = record.row;
            loader.load(record).inspect(|()| (loading.progress)(row))
        })?;
        let silent = loader.tally.tables.is_empty() && loader.tally.other_tables.is_empty();
        ensure!(!silent, "it has no rows and does not say which table it holds: name it with --table");
        let gap = ending.warnings.iter().find(|warning| warning.means_missing_rows());
        if let (Some(gap), Some(_)) = (gap, &loader.seen) {
            bail!("it cannot replace the rows that are there: {gap}");
        }
        for coverage in loader.tally.coverage(name, gap.map(ToString::to_string), loading.now) {
            coverage::record(db, &coverage)?;
        }
        Ok((loader.tally, ending))
    })
    .with_context(|| format!("importing {name}: nothing of it was loaded"))
}

/// Loads records into the tables, one after another. To be used within a transaction.
pub struct Loader<'a> {
    db: &'a Db,
    tables: HashMap<String, Table>,
    seen: Option<&'a mut Seen>,
    expects_new: bool,
    /// What was done so far.
    pub tally: Tally,
}

impl<'a> Loader<'a> {
    /// A loader into `db`.
    pub fn new(db: &'a Db) -> Self {
        Self { db, tables: HashMap::new(), seen: None, expects_new: true, tally: Tally::default() }
    }

    /// Puts or deletes the row of one record.
    ///
    /// # Errors
    /// Names the table and the row of the file: no table, no sys_id, or a value that its column does not take.
    pub fn load(&mut self, record: Record) -> Result<()> {
        let Some(name) = record.table.clone() else {
            bail!("the file does not say which table it holds: name it with --table");
        };
        if !TABLES.contains(&name.as_str()) {
            *self.tally.other_tables.entry(name).or_default() += 1;
            return Ok(());
        }
        let row = record.row;
        self.load_into(&name, record).with_context(|| format!("loading row {row} into {name}"))
    }

    fn load_into(&mut self, name: &str, record: Record) -> Result<()> {
        let table = match self.tables.remove(name) {
            Some(table) => table,
            None => Table::of(self.db, name)?,
        };
        let done = match record.action {
            Action::Put => self.put(&table, &record),
            Action::Delete => self.delete(&table, &record),
        };
        self.tables.insert(name.to_owned(), table);
        done
    }

    fn put(&mut self, table: &Table, record: &Record) -> Result<()> {
        if holds_a_secret(table, record) {
            self.tally.secrets += 1;
            self.tally.of(&table.name).refused += 1;
            return Ok(());
        }
        let sys_id = sys_id(record)?;
        if let Some(seen) = &mut self.seen {
            seen.row(&table.name, sys_id)?;
        }
        self.leave_out_unknown(table, record);
        let mut values = defaults(table);
        set_fields(table, record, &mut values)?;
        let counts = self.tally.of(&table.name);
        if let Some(created) = table.position("sys_created_on") {
            counts.widen(&values[created]);
        }
        // Rows that are new follow each other, and so do those that are not: that saves looking for them first.
        let found = if self.expects_new { None } else { table.find(self.db, sys_id)? };
        let known = match found {
            None if self.insert(table, &values)? => None,
            None => table.find(self.db, sys_id)?,
            found => found,
        };
        self.expects_new = known.is_none();
        known.map_or(Ok(()), |known| self.update(table, record, known.into_values()))
    }

    /// Inserts the row, unless it repeats an event; `false` when there is one of its sys_id.
    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<bool> {
        if table.name == "sysevent" && self.is_known_event(table, values)? {
            self.tally.of(&table.name).same += 1;
            return Ok(true);
        }
        let inserted = table.insert(self.db, values)?;
        self.tally.of(&table.name).new += u64::from(inserted);
        Ok(inserted)
    }

    fn update(&mut self, table: &Table, record: &Record, before: Vec<Value>) -> Result<()> {
        let mut after = before.clone();
        set_fields(table, record, &mut after)?;
        let counts = self.tally.of(&table.name);
        if before == after {
            counts.same += 1;
            return Ok(());
        }
        counts.changed += 1;
        table.put(self.db, &after)
    }

    fn delete(&mut self, table: &Table, record: &Record) -> Result<()> {
        let deleted = table.delete(self.db, sys_id(record)?)?;
        self.tally.of(&table.name).deleted += deleted as u64;
        Ok(())
    }

    fn leave_out_unknown(&mut self, table: &Table, record: &Record) {
        for (field, _) in record.fields.iter().filter(|(field, _)| table.position(field).is_none()) {
            if names_a_secret(field) {
                self.tally.secrets += 1;
            } else {
                *self.tally.unknown_fields.entry((table.name.clone(), field.clone())).or_default() += 1;
            }
        }
    }

    fn is_known_event(&self, table: &Table, values: &[Value]) -> Result<bool> {
        let value = |name| table.position(name).map_or(Value::Null, |position| values[position].clone());
        let params = ["name", "parm1", "sys_created_on", "sys_id"].map(|name| (name, value(name)));
        Ok(self.db.row(sql!("intake/find_same_event.sql"), &params)?.is_some())
    }
}

fn sys_id(record: &Record) -> Result<&str> {
    let sys_id = record.value("sys_id").context("it has no sys_id: export with the field sys_id")?;
    let hex = sys_id.len() == 32 && sys_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    ensure!(hex, "its sys_id is not 32 hex digits: export the values of the database, not display values");
    Ok(sys_id)
}

/// A configuration parameter whose name says that its value is a secret.
fn holds_a_secret(table: &Table, record: &Record) -> bool {
    table.name == "ecc_agent_config" && record.value("param_name").is_some_and(names_a_secret)
}

/// Puts the values of the record in their places; what it does not have stays.
fn set_fields(table: &Table, record: &Record, values: &mut [Value]) -> Result<()> {
    for (field, text) in &record.fields {
        if let Some(position) = table.position(field) {
            values[position] = to_value(&table.columns[position], text.as_deref())?;
        }
    }
    Ok(())
}

fn defaults(table: &Table) -> Vec<Value> {
    table.columns.iter().map(|column| column.default.clone()).collect()
}

/// Text as its column holds it. No value is named in an error: it may be anything.
fn to_value(column: &Column, text: Option<&str>) -> Result<Value> {
    let Some(text) = text else {
        return Ok(column.default.clone());
    };
    match column.kind {
        Kind::Text => Ok(text.into()),
        Kind::Integer => match text.parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => bail!("its {} is no whole number", column.name),
        },
        Kind::Boolean => match text {
            "true" | "1" => Ok(true.into()),
            "false" | "0" => Ok(false.into()),
            _ => bail!("its {} is neither true nor false", column.name),
        },
        Kind::Time => match Time::parse(text) {
            Ok(time) => Ok(time.into()),
            Err(_) => bail!(
                "its {} is no time as the database stores it, 'YYYY-MM-DD HH:MM:SS' in UTC: \
                 export the values of the database, or import with --values display --tz ZONE",
                column.name
            ),
        },
    }
}

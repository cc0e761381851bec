//! Rows on their way in, whoever brings them: records become rows of the tables. What is new is inserted,
//! what changed is updated, secrets stay outside.

mod accounts;
mod instance_table;
mod labels;
pub mod properties;
pub mod record;
mod references;
mod repeats;
pub mod replace;
pub mod tables;
mod tally;
mod value;
mod writing;

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

use crate::db::{Db, Row, Table, Value, sql};
pub use accounts::keep as keep_history;
use record::{Action, Record};
use references::{Names, as_sys_id, console_value};
use repeats::{Event, Repeats};
use replace::Seen;
use tables::{ECC_AGENT_CONFIG, Extract, InstanceTable, SYSEVENT, names_a_secret};
pub use tally::{Counts, Tally};
use value::to_value;
pub use writing::Writing;

/// Loads records into the tables, one after another. To be used within a transaction.
pub struct Loader<'a> {
    db: &'a Db,
    tables: HashMap<String, Table>,
    seen: Option<&'a mut Seen>,
    names: Names,
    expects_new: bool,
    /// The events that are there, once the first came.
    repeats: Option<Repeats>,
    /// What was done so far.
    pub tally: Tally,
}

impl<'a> Loader<'a> {
    /// A loader into `db`.
    pub fn new(db: &'a Db) -> Self {
        let (tables, names, tally, repeats) = Default::default();
        Self { db, tables, seen: None, names, expects_new: true, repeats, tally }
    }

    /// A loader into `db` that notes the rows of whole tables that it is given in `seen`, if there is one.
    pub fn noting(db: &'a Db, seen: Option<&'a mut Seen>) -> Self {
        Self { seen, ..Self::new(db) }
    }

    /// The same loader, for rows of which those that are noted will be the only ones to stay.
    pub fn replacing(mut self, replacing: bool) -> Self {
        self.names.replacing = replacing;
        self
    }

    /// Puts or deletes the row of one record.
    ///
    /// # Errors
    /// Names the table: there is none, no sys_id, a reference by a name that is not unique, or a value that its column
    /// does not take.
    pub fn load(&mut self, record: Record) -> Result<()> {
        let Some(name) = record.table.clone() else {
            bail!("the file does not say which table it holds: name it with --table");
        };
        let Some(kept) = tables::table(&name) else {
            *self.tally.other_tables.entry(name).or_default() += 1;
            return Ok(());
        };
        self.load_into(kept, record).with_context(|| format!("loading into {name}"))
    }

    fn load_into(&mut self, kept: &InstanceTable, mut record: Record) -> Result<()> {
        unwrap_console_values(&mut record);
        let table = match self.tables.remove(kept.name) {
            Some(table) => table,
            None => Table::of(self.db, kept.name)?,
        };
        let done = match record.action {
            Action::Put => self.put(kept, &table, &mut record),
            Action::Delete => self.delete(kept, &table, &record),
        };
        self.tables.insert(kept.name.to_owned(), table);
        done
    }

    fn put(&mut self, kept: &InstanceTable, table: &Table, record: &mut Record) -> Result<()> {
        if holds_a_secret(table, record) {
            self.tally.secrets += 1;
            self.tally.of(&table.name).refused += 1;
            return Ok(());
        }
        let sys_id = sys_id(kept, record)?;
        has_what_it_must(kept, record)?;
        if properties::is_left_out(&table.name, record) {
            let counts = self.tally.of(&table.name);
            counts.refused += 1;
            counts.see(record);
            return Ok(());
        }
        record.replace("sys_id", sys_id.clone());
        self.names.resolve((self.db, self.seen.as_deref()), kept, record)?;
        if let (Some(seen), Extract::Whole) = (&mut self.seen, kept.extract) {
            seen.row(kept.name, &sys_id)?;
        }
        self.leave_out_unknown(table, record);
        let mut values = defaults(table);
        let set = set_fields(table, record, &mut values)?;
        let counts = self.tally.of(&table.name);
        counts.see(record);
        if let Some(created) = table.position("sys_created_on") {
            counts.widen(&values[created]);
        }
        let Some(known) = self.insert_or_find(table, &sys_id, &values)? else { return Ok(()) };
        self.update(table, (&set, &values), known.into_values())
    }

    /// Inserts the row, or finds the one that has its sys_id. Rows that are new follow each other, and so do those that
    /// are not: after a new one, the next is inserted without being looked for.
    fn insert_or_find(&mut self, table: &Table, sys_id: &str, values: &[Value]) -> Result<Option<Row>> {
        if !self.expects_new
            && let Some(known) = table.find(self.db, sys_id)?
        {
            return Ok(Some(known));
        }
        self.expects_new = self.insert(table, values)?;
        if self.expects_new { Ok(None) } else { table.find(self.db, sys_id) }
    }

    /// Inserts the row, unless it repeats an event; `false` when there is one of its sys_id.
    fn insert(&mut self, table: &Table, values: &[Value]) -> Result<bool> {
        if table.name == SYSEVENT.name && self.is_known_event(table, values)? {
            self.tally.of(&table.name).same += 1;
            return Ok(true);
        }
        let inserted = table.insert(self.db, values)?;
        self.tally.of(&table.name).new += u64::from(inserted);
        Ok(inserted)
    }

    /// Puts the values that the record had in the row that is there.
    fn update(
        &mut self,
        table: &Table,
        (set, values): (&[usize], &[Value]),
        before: Vec<Value>,
    ) -> Result<()> {
        let mut after = before.clone();
        set.iter().for_each(|place| after[*place].clone_from(&values[*place]));
        let counts = self.tally.of(&table.name);
        if before == after {
            counts.same += 1;
            return Ok(());
        }
        counts.changed += 1;
        if table.name == SYSEVENT.name {
            self.may_be_known(table, &after)?;
        }
        table.put(self.db, &after)
    }

    fn delete(&mut self, kept: &InstanceTable, table: &Table, record: &Record) -> Result<()> {
        let deleted = table.delete(self.db, &sys_id(kept, record)?)?;
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

    /// Whether an event may be there under another sys_id; from now on it is.
    fn may_be_known(&mut self, table: &Table, values: &[Value]) -> Result<bool> {
        let repeats = match &mut self.repeats {
            Some(repeats) => repeats,
            none => none.insert(Repeats::of(self.db)?),
        };
        let value = |name| table.position(name).map_or(&Value::Null, |position| &values[position]);
        let (name, parm1, created) = (value("name"), value("parm1"), value("sys_created_on"));
        Ok(repeats.may_have(Event { name, parm1, created }))
    }

    fn is_known_event(&mut self, table: &Table, values: &[Value]) -> Result<bool> {
        if !self.may_be_known(table, values)? {
            return Ok(false);
        }
        let value = |name| table.position(name).map_or(Value::Null, |position| values[position].clone());
        let params = ["name", "parm1", "sys_created_on", "sys_id"].map(|name| (name, value(name)));
        Ok(self.db.row(sql!("intake/find_same_event.sql"), &params)?.is_some())
    }
}

/// The sys_id of the row, as it is stored.
fn sys_id(table: &InstanceTable, record: &Record) -> Result<String> {
    let sys_id =
        record.value("sys_id").with_context(|| format!("it has no sys_id: {}", table.ways_to_export()))?;
    as_sys_id(sys_id).with_context(|| format!("its sys_id is not 32 hex digits: {}", table.ways_to_export()))
}

/// Refuses a row that lacks a column without which it says nothing, and names the one that may be it.
fn has_what_it_must(table: &InstanceTable, record: &Record) -> Result<()> {
    let Some(missing) = table.must_have.iter().find(|column| !record.has(column)) else { return Ok(()) };
    let fields = record.fields.iter().map(|(field, _)| field);
    let meant = fields.into_iter().find(|field| table.labelled(&field.replace('_', " ")) == Some(missing));
    let meant = meant.map_or(String::new(), |field| format!(" (did you mean {missing} for {field}?)"));
    bail!("it has no {missing}{meant}: {}", table.ways_to_export())
}

/// Puts in place what a PowerShell console wrote around values.
fn unwrap_console_values(record: &mut Record) {
    for (_, value) in &mut record.fields {
        if let Some(inside) = value.as_deref().and_then(console_value).map(str::to_owned) {
            *value = Some(inside).filter(|text| !text.is_empty());
        }
    }
}

/// A configuration parameter whose name says that its value is a secret.
fn holds_a_secret(table: &Table, record: &Record) -> bool {
    table.name == ECC_AGENT_CONFIG.name && record.value("param_name").is_some_and(names_a_secret)
}

/// Takes the values of the record to their places, and returns these; what it does not have stays.
fn set_fields(table: &Table, record: &mut Record, values: &mut [Value]) -> Result<Vec<usize>> {
    let mut set = Vec::with_capacity(record.fields.len());
    for (field, text) in &mut record.fields {
        if let Some(position) = table.position(field) {
            values[position] = to_value(&table.columns[position], text.take())?;
            set.push(position);
        }
    }
    Ok(set)
}

fn defaults(table: &Table) -> Vec<Value> {
    table.columns.iter().map(|column| column.default.clone()).collect()
}

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
mod waiting;
mod writing;

use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context, Result, bail};

use crate::db::{Db, Table, Value, sql};
pub use accounts::keep as keep_history;
use record::{Action, Record};
use references::{Names, as_sys_id, console_value};
use repeats::{Event, Place, Repeats};
use replace::Seen;
use tables::{ECC_AGENT_CONFIG, Extract, InstanceTable, SYSEVENT, names_a_secret};
pub use tally::{Counts, Tally};
use value::to_value;
use waiting::{NewRow, Waiting};
pub use writing::Writing;

/// Loads records into the tables, one after another. To be used within a transaction.
pub struct Loader<'a> {
    db: &'a Db,
    tables: HashMap<&'static str, Rc<Table>>,
    seen: Option<&'a mut Seen>,
    names: Names,
    expects_new: bool,
    /// The events that are there, once the first came.
    repeats: Option<Repeats>,
    /// New events that wait to be put in together.
    waiting: Waiting,
    /// What was done so far.
    tally: Tally,
}

impl<'a> Loader<'a> {
    /// A loader into `db`.
    pub fn new(db: &'a Db) -> Self {
        let (tables, names, tally, repeats, waiting) = Default::default();
        Self { db, tables, seen: None, names, expects_new: true, repeats, waiting, tally }
    }

    /// A table that rows may come of: it is on record without any as well.
    pub fn expect(&mut self, table: &str) {
        self.tally.of(table);
    }

    /// Puts in what waits; returns what was done.
    ///
    /// # Errors
    /// As [`Loader::load`].
    pub fn finish(mut self) -> Result<Tally> {
        self.put_in_waiting()?;
        Ok(self.tally)
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
        let Some(name) = record.table.as_deref() else {
            bail!("the file does not say which table it holds: name it with --table");
        };
        let Some(kept) = tables::table(name) else {
            *self.tally.other_tables.entry(name.to_owned()).or_default() += 1;
            return Ok(());
        };
        self.load_into(kept, record).with_context(|| format!("loading into {}", kept.name))
    }

    fn load_into(&mut self, kept: &InstanceTable, mut record: Record) -> Result<()> {
        unwrap_console_values(&mut record);
        let table = match self.tables.get(kept.name) {
            Some(table) => Rc::clone(table),
            None => {
                let table = Rc::new(Table::of(self.db, kept.name)?);
                self.tables.insert(kept.name, Rc::clone(&table));
                table
            }
        };
        match record.action {
            Action::Put => self.put(kept, &table, &mut record),
            Action::Delete => self.delete(kept, &table, &record),
        }
    }

    fn put(&mut self, kept: &InstanceTable, table: &Rc<Table>, record: &mut Record) -> Result<()> {
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
        let row = NewRow { set, values };
        let known = match self.expects_new {
            true => None,
            // Nothing waits here: rows that wait are expected to be new.
            false => table.find(self.db, &sys_id)?,
        };
        match known {
            Some(known) => self.update(table, &row, known.into_values()),
            None if table.name == SYSEVENT.name => self.insert_event(table, row),
            None => self.insert(table, &sys_id, &row),
        }
    }

    /// Inserts the row, or updates the one that has its sys_id. Rows that are new follow each other, and so do those that
    /// are not: after a new one, the next is inserted without being looked for.
    fn insert(&mut self, table: &Table, sys_id: &str, row: &NewRow) -> Result<()> {
        self.expects_new = table.insert(self.db, &row.values)?;
        self.tally.of(&table.name).new += u64::from(self.expects_new);
        match self.expects_new {
            true => Ok(()),
            false => {
                let known = table.find(self.db, sys_id)?.context("finding the row of that sys_id")?;
                self.update(table, row, known.into_values())
            }
        }
    }

    /// Has the event wait with others, unless it repeats one.
    fn insert_event(&mut self, table: &Rc<Table>, row: NewRow) -> Result<()> {
        self.expects_new = true;
        let place = self.may_be_known(table, &row.values)?;
        if place == Place::PutIn {
            self.put_in_waiting()?;
        }
        if place != Place::Nowhere && self.is_known_event(table, &row.values)? {
            self.tally.of(&table.name).same += 1;
            return Ok(());
        }
        if self.waiting.add(table, row) { self.put_in_waiting() } else { Ok(()) }
    }

    /// Puts in the events that wait. Those whose sys_id there was are told from the others by their values.
    fn put_in_waiting(&mut self) -> Result<()> {
        let Some((table, rows)) = self.waiting.take() else { return Ok(()) };
        let inserted = table.insert_many(self.db, rows.iter().map(|row| &row.values[..]))?;
        self.tally.of(&table.name).new += inserted as u64;
        if inserted == rows.len() {
            return Ok(());
        }
        self.expects_new = false;
        for row in &rows {
            let Value::Text(sys_id) = &row.values[table.position("sys_id").unwrap_or(0)] else { continue };
            let known = table.find(self.db, sys_id)?.context("finding the event of that sys_id")?;
            self.update(&table, row, known.into_values())?;
        }
        // Those that were just put in are as they are.
        let counts = self.tally.of(&table.name);
        counts.same = counts.same.saturating_sub(inserted as u64);
        Ok(())
    }

    /// Puts the values that the record had in the row that is there.
    fn update(&mut self, table: &Table, row: &NewRow, before: Vec<Value>) -> Result<()> {
        let mut after = before.clone();
        row.set.iter().for_each(|place| after[*place].clone_from(&row.values[*place]));
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
        self.put_in_waiting()?;
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

    /// Where an event may be under another sys_id; from now on it is among those that were put in.
    fn may_be_known(&mut self, table: &Table, values: &[Value]) -> Result<Place> {
        let repeats = match &mut self.repeats {
            Some(repeats) => repeats,
            none => none.insert(Repeats::of(self.db)?),
        };
        let value = |name| table.position(name).map_or(&Value::Null, |position| &values[position]);
        let (name, parm1, created) = (value("name"), value("parm1"), value("sys_created_on"));
        Ok(repeats.may_have(Event { name, parm1, created }))
    }

    fn is_known_event(&self, table: &Table, values: &[Value]) -> Result<bool> {
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

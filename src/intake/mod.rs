//! Rows on their way in, whoever brings them: records become rows of the tables. What is new is inserted,
//! what changed is updated, secrets stay outside.

mod accounts;
mod batch;
mod events;
mod first_load;
mod instance_table;
mod labels;
mod marks;
pub mod properties;
pub mod record;
mod references;
mod repeats;
pub mod replace;
mod rows;
mod same_events;
mod shape;
pub mod tables;
mod tally;
mod value;
mod waiting;
mod writing;

use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context, Result, bail};

use crate::db::{Db, Table};
pub use accounts::keep as keep_history;
use batch::Batch;
pub use batch::OfRow;
use first_load::FirstLoad;
use record::{Action, Record};
use references::{Names, as_sys_id, console_value, is_stored_sys_id};
use repeats::Repeats;
use replace::Seen;
use shape::Shape;
use tables::{ECC_AGENT_CONFIG, Extract, InstanceTable, names_a_secret};
pub use tally::{Counts, Tally};
use waiting::Waiting;
pub use writing::Writing;

/// Loads records into the tables, one after another. To be used within a transaction.
pub struct Loader<'a> {
    db: &'a Db,
    /// The tables that rows came of, and the one that the last row was of.
    shapes: HashMap<&'static str, Shape>,
    last: Option<Shape>,
    seen: Option<&'a mut Seen>,
    names: Names,
    expects_new: bool,
    /// The events that are there, once the first came.
    repeats: Option<Repeats>,
    /// New events that wait to be put in together.
    waiting: Waiting,
    /// The load of them into a table that had none.
    first_load: Option<FirstLoad>,
    /// Rows of another table that wait to be put in together, where that is far.
    batch: Batch,
    /// What was done so far.
    tally: Tally,
}

impl<'a> Loader<'a> {
    /// A loader into `db`.
    pub fn new(db: &'a Db) -> Self {
        let (shapes, last, names, tally, repeats, waiting, first_load, batch) = Default::default();
        Self {
            db,
            shapes,
            last,
            seen: None,
            names,
            expects_new: true,
            repeats,
            waiting,
            first_load,
            batch,
            tally,
        }
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
        self.put_in_batch()?;
        self.put_in_waiting()?;
        for shape in self.shapes.into_values().chain(self.last) {
            self.tally.of(shape.kept.name).join(shape.seen);
        }
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

    /// Puts or deletes the row of one record, whose texts are taken.
    ///
    /// # Errors
    /// Names the table: there is none, no sys_id, a reference by a name that is not unique, or a value that its column
    /// does not take.
    pub fn load(&mut self, record: &mut Record) -> Result<()> {
        let Some(name) = record.table.as_deref() else {
            bail!("the file does not say which table it holds: name it with --table");
        };
        let last = self.last.as_ref().map(|shape| shape.kept).filter(|kept| kept.name == name);
        let Some(kept) = last.or_else(|| tables::table(name)) else {
            *self.tally.other_tables.entry(name.to_owned()).or_default() += 1;
            self.last.iter_mut().for_each(|shape| shape.follow(record));
            return Ok(());
        };
        self.load_into(kept, record)
            .map_err(|error| OfRow::or_of(error, format!("loading into {}", kept.name)))
    }

    fn load_into(&mut self, kept: &'static InstanceTable, record: &mut Record) -> Result<()> {
        if self.batch.is_of_other(kept.name) {
            self.put_in_batch()?;
        }
        unwrap_console_values(record);
        let mut shape = self.shape(kept)?;
        shape.follow(record);
        match record.action {
            Action::Put => self.put(kept, &mut shape, record)?,
            Action::Delete => self.delete(kept, &shape.table, record)?,
        }
        self.last = Some(shape);
        Ok(())
    }

    /// What is known of a table. Most rows are of the same table as the one before.
    fn shape(&mut self, kept: &'static InstanceTable) -> Result<Shape> {
        match self.last.take() {
            Some(last) if last.kept.name == kept.name => return Ok(last),
            Some(mut last) => {
                last.leave();
                self.shapes.insert(last.kept.name, last);
            }
            None => {}
        }
        match self.shapes.remove(kept.name) {
            Some(shape) => Ok(shape),
            None => Ok(Shape::of(kept, Rc::new(Table::of(self.db, kept.name)?))),
        }
    }

    fn put(&mut self, kept: &InstanceTable, shape: &mut Shape, record: &mut Record) -> Result<()> {
        let table = &Rc::clone(&shape.table);
        if holds_a_secret(table, record) {
            self.tally.secrets += 1;
            shape.seen.refused += 1;
            return Ok(());
        }
        put_sys_id(kept, record)?;
        has_what_it_must(kept, record)?;
        if properties::is_left_out(&table.name, record) {
            shape.seen.refused += 1;
            shape.seen.see(record);
            return Ok(());
        }
        self.names.resolve((self.db, self.seen.as_deref()), kept, record)?;
        if let (Some(seen), Extract::Whole, Some(sys_id)) =
            (&mut self.seen, kept.extract, record.value("sys_id"))
        {
            seen.row(kept.name, sys_id)?;
        }
        if shape.fit(record) {
            shape.seen.see(record);
        }
        self.leave_out_unknown(shape, record);
        shape.take(record)?;
        if let Some(created) = shape.created {
            shape.seen.widen(&shape.values[created]);
        }
        self.put_in(table, shape, record.row)
    }

    fn delete(&mut self, kept: &InstanceTable, table: &Table, record: &Record) -> Result<()> {
        self.put_in_batch()?;
        self.put_in_waiting()?;
        let deleted = table.delete(self.db, &sys_id(kept, record)?)?;
        self.tally.of(&table.name).deleted += deleted as u64;
        Ok(())
    }

    fn leave_out_unknown(&mut self, shape: &Shape, record: &Record) {
        let table = shape.kept.name;
        for field in shape.unknown(record) {
            if names_a_secret(field) {
                self.tally.secrets += 1;
            } else {
                *self.tally.unknown_fields.entry((table.to_owned(), field.to_owned())).or_default() += 1;
            }
        }
    }
}

/// The sys_id of the row, as it is stored.
fn sys_id(table: &InstanceTable, record: &Record) -> Result<String> {
    let sys_id =
        record.value("sys_id").with_context(|| format!("it has no sys_id: {}", table.ways_to_export()))?;
    as_sys_id(sys_id).with_context(|| format!("its sys_id is not 32 hex digits: {}", table.ways_to_export()))
}

/// Has the row's sys_id as it is stored.
fn put_sys_id(table: &InstanceTable, record: &mut Record) -> Result<()> {
    if !record.value("sys_id").is_some_and(is_stored_sys_id) {
        let stored = sys_id(table, record)?;
        record.replace("sys_id", stored);
    }
    Ok(())
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
        let written = value.as_deref().filter(|text| text.starts_with('@'));
        if let Some(inside) = written.and_then(console_value).map(str::to_owned) {
            *value = Some(inside).filter(|text| !text.is_empty());
        }
    }
}

/// A configuration parameter whose name says that its value is a secret.
fn holds_a_secret(table: &Table, record: &Record) -> bool {
    table.name == ECC_AGENT_CONFIG.name && record.value("param_name").is_some_and(names_a_secret)
}

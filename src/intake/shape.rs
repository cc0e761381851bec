//! Where the fields of a record have their places in its table: found once, as most records have the same fields.

use std::mem;
use std::rc::Rc;

use anyhow::Result;

use super::record::Record;
use super::tables::InstanceTable;
use super::tally::Counts;
use super::value::to_value;
use crate::db::{Table, Value};

/// A table, and the last of its rows that came.
pub(super) struct Shape {
    /// What is known of the table of an instance.
    pub kept: &'static InstanceTable,
    /// The table.
    pub table: Rc<Table>,
    /// The values of the row, in the order of the columns.
    pub values: Vec<Value>,
    /// The places of those that its record had.
    pub set: Rc<[usize]>,
    /// What was seen of its rows.
    pub seen: Counts,
    /// Where `sys_created_on` has its place.
    pub created: Option<usize>,
    fields: Vec<String>,
    places: Vec<Option<usize>>,
    /// Whether these are the fields of the row before.
    is_current: bool,
}

impl Shape {
    /// That of rows of a table, of which none came.
    pub fn of(kept: &'static InstanceTable, table: Rc<Table>) -> Self {
        let values = table.columns.iter().map(|column| column.default.clone()).collect();
        let (created, set) = (table.position("sys_created_on"), [].into());
        let (seen, fields, places, is_current) = Default::default();
        Self { kept, table, values, set, seen, created, fields, places, is_current }
    }

    /// Takes note of a row that comes, whatever becomes of it.
    pub fn follow(&mut self, record: &Record) {
        self.is_current &= record.same_fields;
    }

    /// Takes note of rows of other tables between.
    pub fn leave(&mut self) {
        self.is_current = false;
    }

    /// Finds the places of the fields; says whether they are other ones than those of the row before.
    pub fn fit(&mut self, record: &Record) -> bool {
        if mem::replace(&mut self.is_current, true) {
            return false;
        }
        let fits = self.fields.len() == record.fields.len()
            && self.fields.iter().zip(&record.fields).all(|(known, (field, _))| known == field);
        if fits {
            return false;
        }
        self.fields = record.fields.iter().map(|(field, _)| field.clone()).collect();
        self.places = self.fields.iter().map(|field| self.table.position(field)).collect();
        self.set = self.places.iter().flatten().copied().collect();
        self.values = self.table.columns.iter().map(|column| column.default.clone()).collect();
        true
    }

    /// Takes the values of a record whose fields were found; what it does not have is as where nothing is given. The record is left with the memory
    /// of texts that came before.
    ///
    /// # Errors
    /// Its column does not take a value.
    pub fn take(&mut self, record: &mut Record) -> Result<()> {
        for (place, (_, text)) in self.places.iter().zip(&mut record.fields) {
            let Some(place) = *place else { continue };
            let value = to_value(&self.table.columns[place], text.take())?;
            if let Value::Text(memory) = mem::replace(&mut self.values[place], value) {
                *text = Some(memory);
            }
        }
        Ok(())
    }

    /// The fields of a record that are no columns.
    pub fn unknown<'r>(&self, record: &'r Record) -> impl Iterator<Item = &'r str> {
        let fields = self.places.iter().zip(&record.fields);
        fields.filter(|(place, _)| place.is_none()).map(|(_, (field, _))| field.as_str())
    }

    /// The sys_id of the row: the first column of every table.
    pub fn sys_id(&self) -> &str {
        if let Some(Value::Text(sys_id)) = self.values.first() { sys_id } else { "" }
    }
}

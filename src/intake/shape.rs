//! Where the fields of a record have their places in its table: found once, as most records have the same fields.

use std::mem;
use std::rc::Rc;

use anyhow::Result;

use super::record::Record;
use super::value::to_value;
use crate::db::{Table, Value};

/// A table, and the last of its rows that came.
pub(super) struct Shape {
    /// The name of the table.
    pub name: &'static str,
    /// The table.
    pub table: Rc<Table>,
    /// The values of the row, in the order of the columns.
    pub values: Vec<Value>,
    /// The places of those that its record had.
    pub set: Rc<[usize]>,
    fields: Vec<String>,
    places: Vec<Option<usize>>,
}

impl Shape {
    /// That of rows of a table, of which none came.
    pub fn of(name: &'static str, table: Rc<Table>) -> Self {
        let values = table.columns.iter().map(|column| column.default.clone()).collect();
        Self { name, table, values, set: [].into(), fields: Vec::new(), places: Vec::new() }
    }

    /// Takes the values of a record; what it does not have is as where nothing is given. The record is left with the memory
    /// of texts that came before.
    ///
    /// # Errors
    /// Its column does not take a value.
    pub fn take(&mut self, record: &mut Record) -> Result<()> {
        self.fit(record);
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
    pub fn unknown<'r>(&mut self, record: &'r Record) -> impl Iterator<Item = &'r str> {
        self.fit(record);
        let fields = self.places.iter().zip(&record.fields);
        fields.filter(|(place, _)| place.is_none()).map(|(_, (field, _))| field.as_str())
    }

    /// The sys_id of the row: the first column of every table.
    pub fn sys_id(&self) -> &str {
        if let Some(Value::Text(sys_id)) = self.values.first() { sys_id } else { "" }
    }

    fn fit(&mut self, record: &Record) {
        let fits = self.fields.len() == record.fields.len()
            && self.fields.iter().zip(&record.fields).all(|(known, (field, _))| known == field);
        if fits {
            return;
        }
        self.fields = record.fields.iter().map(|(field, _)| field.clone()).collect();
        self.places = self.fields.iter().map(|field| self.table.position(field)).collect();
        self.set = self.places.iter().flatten().copied().collect();
        self.values = self.table.columns.iter().map(|column| column.default.clone()).collect();
    }
}

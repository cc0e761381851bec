//! A row on its way into its table: it is put in, or put over the one that has its sys_id.

use anyhow::{Context, Result};

use super::Loader;
use super::shape::Shape;
use super::tables::SYSEVENT;
use crate::db::{Table, Value};

impl Loader<'_> {
    /// Puts in the row that the shape has now, or has it wait with others.
    pub(super) fn put_in(&mut self, table: &Table, shape: &mut Shape, row: u64) -> Result<()> {
        let is_event = table.name == SYSEVENT.name;
        if !is_event && self.db.is_far() {
            return self.hold_back(shape, row);
        }
        // Nothing waits here: rows that wait are expected to be new. A first load has no index to look in, and a server is asked
        // for many at once.
        let waits = is_event && (self.first_load.is_some() || self.db.is_far());
        let known = match self.expects_new || waits {
            true => None,
            false => table.find(self.db, shape.sys_id())?,
        };
        match known {
            Some(known) => self.update(table, (&shape.set, &shape.values), known.into_values()),
            None if is_event => self.insert_event(shape),
            None => self.insert(shape),
        }
    }

    /// Inserts the row, or updates the one that has its sys_id. Rows that are new follow each other, and so do those that
    /// are not: after a new one, the next is inserted without being looked for.
    fn insert(&mut self, shape: &Shape) -> Result<()> {
        let table = &shape.table;
        self.expects_new = table.insert(self.db, &shape.values)?;
        self.tally.of(&table.name).new += u64::from(self.expects_new);
        match self.expects_new {
            true => Ok(()),
            false => {
                let known = table.find(self.db, shape.sys_id())?.context("finding the row of that sys_id")?;
                self.update(table, (&shape.set, &shape.values), known.into_values())
            }
        }
    }

    /// Puts the values that the record had, which stand at the places that it set, in the row that is there.
    pub(super) fn update(
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
}

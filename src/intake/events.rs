//! Events: many are put in together, and what repeats one under another sys_id is left out.

use std::rc::Rc;

use anyhow::Result;

use super::Loader;
use super::first_load::FirstLoad;
use super::repeats::{Place, Repeats};
use super::shape::Shape;
use super::tables::SYSEVENT;
use super::waiting::{Standing, Waiting};
use crate::db::{Db, Table, Value, sql};

/// As many events may be worth to set the indexes aside for, where they are the first.
const MANY: usize = 4_000;

impl Loader<'_> {
    /// Has the event wait with others, unless it repeats one.
    pub(super) fn insert_event(&mut self, shape: &mut Shape) -> Result<()> {
        self.expects_new = true;
        let standing = match self.may_be_known(&shape.table, &shape.values)? {
            Place::Nowhere => Standing::New,
            Place::PutIn => Standing::Doubtful,
            Place::Before if is_known_event(self.db, &shape.table, &shape.values)? => {
                self.tally.of(&shape.table.name).same += 1;
                return Ok(());
            }
            Place::Before => Standing::New,
        };
        if let Some(first) = &mut self.first_load {
            let is_time = first.take(self.db, (&shape.set, &mut shape.values), standing)?;
            return if is_time { self.end_first_load() } else { Ok(()) };
        }
        let is_time = self.waiting.add((&shape.table, &shape.set), &shape.values, standing);
        match self.waiting.len() {
            MANY => self.begin_first_load(&shape.table),
            _ if is_time => self.put_in_waiting(),
            _ => Ok(()),
        }
    }

    /// Has those that wait, and those that follow, put in as they come, where there are no others.
    fn begin_first_load(&mut self, table: &Rc<Table>) -> Result<()> {
        let Some(mut first) = FirstLoad::begin(self.db, table)? else { return Ok(()) };
        let mut values = vec![Value::Null; table.columns.len()];
        let mut waiting = std::mem::take(&mut self.waiting);
        let (rows, packed) = waiting.as_they_came();
        for row in rows {
            packed.read(row, &mut values);
            first.take(self.db, (&packed.set(row), &mut values), row.standing)?;
        }
        self.first_load = Some(first);
        Ok(())
    }

    /// Has all of its rows put in, and those looked for that may be there already.
    fn end_first_load(&mut self) -> Result<()> {
        let Some(first) = self.first_load.take() else { return Ok(()) };
        let (put_in, mut doubtful) = first.end(self.db)?;
        self.tally.of(SYSEVENT.name).new += put_in;
        let Some(table) = doubtful.table() else { return Ok(()) };
        self.put_in_doubtful(&table, &mut doubtful, 0)
    }

    /// Puts in the events that wait: those that are certainly new together, then those that may repeat one of them. Where
    /// one has the sys_id of a row that is there, all are gone through as they came.
    pub(super) fn put_in_waiting(&mut self) -> Result<()> {
        self.end_first_load()?;
        let Some(table) = self.waiting.table() else { return Ok(()) };
        let mut waiting = std::mem::take(&mut self.waiting);
        let (new, packed) = waiting.new_in_order();
        let read = |at: usize, values: &mut [Value]| packed.read(&new[at], values);
        let (asked, inserted) = (new.len(), table.insert_many(self.db, new.len(), read)?);
        self.tally.of(&table.name).new += inserted as u64;
        match inserted == asked {
            true => self.put_in_doubtful(&table, &mut waiting, inserted)?,
            false => self.go_through(&table, &mut waiting, inserted)?,
        }
        waiting.clear();
        self.waiting = waiting;
        Ok(())
    }

    /// Puts in those that may repeat one that was put in, and do not.
    fn put_in_doubtful(&mut self, table: &Table, waiting: &mut Waiting, mut inserted: usize) -> Result<()> {
        let mut values = vec![Value::Null; table.columns.len()];
        let (rows, packed) = waiting.as_they_came();
        for row in rows.iter_mut().filter(|row| row.standing == Standing::Doubtful) {
            packed.read(row, &mut values);
            if is_known_event(self.db, table, &values)? {
                row.standing = Standing::Repeat;
                self.tally.of(&table.name).same += 1;
            } else if table.insert(self.db, &values)? {
                row.standing = Standing::New;
                self.tally.of(&table.name).new += 1;
                inserted += 1;
            } else {
                return self.go_through(table, waiting, inserted);
            }
        }
        Ok(())
    }

    /// Puts the values of each in, in the order in which they came. So many were put in before.
    fn go_through(&mut self, table: &Table, waiting: &mut Waiting, inserted: usize) -> Result<()> {
        self.expects_new = false;
        let mut values = vec![Value::Null; table.columns.len()];
        let (rows, packed) = waiting.as_they_came();
        for row in rows.iter().filter(|row| row.standing != Standing::Repeat) {
            packed.read(row, &mut values);
            if row.standing == Standing::Doubtful && is_known_event(self.db, table, &values)? {
                self.tally.of(&table.name).same += 1;
                continue;
            }
            let Some(Value::Text(sys_id)) = values.first() else { continue };
            match table.find(self.db, sys_id)? {
                Some(known) => self.update(table, (&packed.set(row), &values), known.into_values())?,
                None => self.tally.of(&table.name).new += u64::from(table.insert(self.db, &values)?),
            }
        }
        // Those that were just put in are as they are.
        let counts = self.tally.of(&table.name);
        counts.same = counts.same.saturating_sub(inserted as u64);
        Ok(())
    }

    /// Where an event may be under another sys_id; from now on it is among those that were put in.
    pub(super) fn may_be_known(&mut self, table: &Table, values: &[Value]) -> Result<Place> {
        let repeats = match &mut self.repeats {
            Some(repeats) => repeats,
            none => none.insert(Repeats::of(self.db, table)?),
        };
        Ok(repeats.may_have(values))
    }
}

fn is_known_event(db: &Db, table: &Table, values: &[Value]) -> Result<bool> {
    let value = |name| table.position(name).map_or(Value::Null, |position| values[position].clone());
    let params = ["name", "parm1", "sys_created_on", "sys_id"].map(|name| (name, value(name)));
    Ok(db.row(sql!("intake/find_same_event.sql"), &params)?.is_some())
}

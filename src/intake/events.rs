//! Events: many are put in together, and what repeats one under another sys_id is left out.

use std::collections::HashSet;
use std::rc::Rc;

use anyhow::Result;

use super::Loader;
use super::first_load::FirstLoad;
use super::repeats::{Place, Repeats};
use super::same_events;
use super::shape::Shape;
use super::tables::SYSEVENT;
use super::waiting::{Packed, Standing, Waiter, Waiting};
use crate::db::{ROWS_TOGETHER, Row, Table, Value};

/// As many events may be worth to set the indexes aside for, where they are the first.
const MANY: usize = 4_000;

impl Loader<'_> {
    /// Has the event wait with others, unless it repeats one.
    pub(super) fn insert_event(&mut self, shape: &mut Shape) -> Result<()> {
        self.expects_new = true;
        let standing = match self.may_be_known(&shape.table, &shape.values)? {
            Place::Nowhere => Standing::New,
            Place::Before => Standing::OfBefore,
            Place::PutIn => Standing::Doubtful,
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
        self.part_from_before(&table, &mut waiting)?;
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

    /// Finds out of those that may have been there before which were.
    fn part_from_before(&mut self, table: &Table, waiting: &mut Waiting) -> Result<()> {
        let (rows, packed) = waiting.as_they_came();
        let known = same_events::of_waiting(self.db, table, (rows, packed), Standing::OfBefore)?;
        self.tally.of(&table.name).same += known.len() as u64;
        for (place, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.standing == Standing::OfBefore)
        {
            row.standing = if known.contains(&place) { Standing::Repeat } else { Standing::New };
        }
        Ok(())
    }

    /// Puts in those that may repeat one that was put in, and do not.
    fn put_in_doubtful(&mut self, table: &Table, waiting: &mut Waiting, mut inserted: usize) -> Result<()> {
        let mut values = vec![Value::Null; table.columns.len()];
        let (rows, packed) = waiting.as_they_came();
        // What is there stays there until one changes a row in its place, which ends this.
        let known = same_events::of_waiting(self.db, table, (rows, packed), Standing::Doubtful)?;
        let doubtful = rows.iter_mut().enumerate().filter(|(_, row)| row.standing == Standing::Doubtful);
        for (place, row) in doubtful {
            packed.read(row, &mut values);
            if known.contains(&place) || same_events::has(self.db, table, &values)? {
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
        let (rows, packed) = waiting.as_they_came();
        let rows: Vec<&Waiter> = rows.iter().filter(|row| row.standing != Standing::Repeat).collect();
        rows.chunks(ROWS_TOGETHER).try_for_each(|rows| self.go_through_part(table, (rows, packed)))?;
        // Those that were just put in are as they are.
        let counts = self.tally.of(&table.name);
        counts.same = counts.same.saturating_sub(inserted as u64);
        Ok(())
    }

    fn go_through_part(&mut self, table: &Table, (rows, packed): (&[&Waiter], &Packed)) -> Result<()> {
        let read = |row: &&Waiter| {
            let mut values = vec![Value::Null; table.columns.len()];
            packed.read(row, &mut values);
            values
        };
        let all: Vec<Vec<Value>> = rows.iter().map(read).collect();
        let mut known = table.find_many(self.db, &all.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        let mut came = HashSet::new();
        for (row, values) in rows.iter().zip(&all) {
            if row.standing == Standing::Doubtful && same_events::has(self.db, table, values)? {
                self.tally.of(&table.name).same += 1;
                continue;
            }
            let Some(Value::Text(sys_id)) = values.first() else { continue };
            let before = match came.insert(sys_id) {
                true => known.remove(sys_id),
                // What came before it may have changed it.
                false => table.find(self.db, sys_id)?.map(Row::into_values),
            };
            match before {
                Some(before) => self.update(table, (&packed.set(row), values), before)?,
                None => self.tally.of(&table.name).new += u64::from(table.insert(self.db, values)?),
            }
        }
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

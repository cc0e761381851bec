//! Rows of other tables than events on their way to a server: they are looked for and put in together, as each statement takes the
//! way there and back. A file has each at once.

use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

use anyhow::{Context, Error, Result};

use super::Loader;
use super::shape::Shape;
use crate::db::{Db, ROWS_TOGETHER, Table, Value};

/// How many bytes of text wait at most.
const MOST_BYTES: usize = 4 << 20;

/// The row of a file that an error is about, where it is not the last that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfRow(u64);

impl OfRow {
    /// Adds what it was read as, unless the error names the row that it is about.
    pub fn or_of(error: Error, context: impl fmt::Display + Send + Sync + 'static) -> Error {
        if error.downcast_ref::<Self>().is_some() { error } else { error.context(context) }
    }
}

impl fmt::Display for OfRow {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "row {}", self.0)
    }
}

/// Rows of one table that wait, each with a sys_id of its own.
#[derive(Default)]
pub(super) struct Batch {
    table: Option<Rc<Table>>,
    rows: Vec<Held>,
    sys_ids: HashSet<String>,
    bytes: usize,
}

/// A row that waits.
struct Held {
    row: u64,
    set: Rc<[usize]>,
    values: Vec<Value>,
}

/// How many rows were new, others than before, and the same.
struct PutIn {
    new: u64,
    changed: u64,
    same: u64,
}

impl Batch {
    /// Whether the next row of a table has to wait until these are in.
    pub fn is_of_other(&self, table: &str) -> bool {
        self.table.as_ref().is_some_and(|held| held.name != table)
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= ROWS_TOGETHER || self.bytes >= MOST_BYTES
    }
}

impl Held {
    fn sys_id(&self) -> &str {
        if let Some(Value::Text(sys_id)) = self.values.first() { sys_id } else { "" }
    }

    /// What becomes of the row that is there.
    fn over(&self, before: &[Value]) -> Vec<Value> {
        let mut after = before.to_vec();
        self.set.iter().for_each(|place| after[*place].clone_from(&self.values[*place]));
        after
    }
}

impl Loader<'_> {
    /// Has the row wait with others of its table. One that came before is in by then.
    pub(super) fn hold_back(&mut self, shape: &Shape, row: u64) -> Result<()> {
        if self.batch.sys_ids.contains(shape.sys_id()) {
            self.put_in_batch()?;
        }
        let text = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
        let batch = &mut self.batch;
        batch.table = Some(Rc::clone(&shape.table));
        batch.sys_ids.insert(shape.sys_id().to_owned());
        batch.bytes += shape.values.iter().map(text).sum::<usize>();
        batch.rows.push(Held { row, set: Rc::clone(&shape.set), values: shape.values.clone() });
        if batch.is_full() { self.put_in_batch() } else { Ok(()) }
    }

    /// Puts in what waits. Where something of it is refused, all is put in one by one, which tells what.
    pub(super) fn put_in_batch(&mut self) -> Result<()> {
        let Batch { table, rows, .. } = std::mem::take(&mut self.batch);
        let Some(table) = table else { return Ok(()) };
        match self.db.in_savepoint(|| put_in(self.db, &table, &rows)) {
            Ok(PutIn { new, changed, same }) => {
                let counts = self.tally.of(&table.name);
                counts.new += new;
                counts.changed += changed;
                counts.same += same;
                Ok(())
            }
            Err(error) => {
                log::debug!("{}: putting rows in one by one: {error:#}", table.name);
                rows.iter().try_for_each(|held| self.put_in_alone(&table, held))
            }
        }
    }

    fn put_in_alone(&mut self, table: &Table, held: &Held) -> Result<()> {
        let put_in = |loader: &mut Self| match table.find(loader.db, held.sys_id())? {
            Some(known) => loader.update(table, (&held.set, &held.values), known.into_values()),
            None => {
                loader.tally.of(&table.name).new += u64::from(table.insert(loader.db, &held.values)?);
                Ok(())
            }
        };
        put_in(self).with_context(|| format!("loading into {}", table.name)).context(OfRow(held.row))
    }
}

/// Inserts those that are new and updates those that changed; says how many of each.
fn put_in(db: &Db, table: &Table, rows: &[Held]) -> Result<PutIn> {
    let known = table.find_many(db, &rows.iter().map(|held| held.values.as_slice()).collect::<Vec<_>>())?;
    let (mut new, mut changed): (Vec<&[Value]>, Vec<Vec<Value>>) = Default::default();
    for held in rows {
        match known.get(held.sys_id()) {
            None => new.push(&held.values),
            Some(before) => changed.extend(Some(held.over(before)).filter(|after| after != before)),
        }
    }
    let same = rows.len() - new.len() - changed.len();
    table.insert_together(db, &new)?;
    table.put_together(db, &changed.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    let [new, changed, same] = [new.len(), changed.len(), same].map(|count| count as u64);
    Ok(PutIn { new, changed, same })
}

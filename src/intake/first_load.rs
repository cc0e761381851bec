//! Events on their way into a table that has none: they are put in as they come, and the indexes of the table are made when
//! all are in. An event that may be there already, by its sys_id or as another one, waits until it can be looked for.

use std::mem;
use std::rc::Rc;

use anyhow::Result;

use super::marks::Marks;
use super::waiting::{Standing, Waiting};
use crate::db::{Db, IndexesAside, Table, Value};

/// Indexes that stay: to look at each row as it comes is less than to go through all of them for the few.
const OF_FEW_ROWS: [&str; 1] = ["sysevent_of_mid_servers"];

/// How many rows are put in together.
const ROWS_TOGETHER: usize = 4_096;

/// sys_ids that differ behind these come one after another, where they come in order.
const LETTERS_IN_ORDER: usize = 30;

/// Many events, of which the first came.
pub(super) struct FirstLoad {
    table: Rc<Table>,
    indexes: IndexesAside,
    /// The sys_ids that came.
    sys_ids: Marks,
    /// The values of rows that are to be put in; those of rows that were are written over.
    rows: Vec<Value>,
    ready: usize,
    put_in: u64,
    doubtful: Waiting,
}

impl FirstLoad {
    /// A load into a table; `None` where it has rows, or its indexes cannot be set aside.
    pub fn begin(db: &Db, table: &Rc<Table>) -> Result<Option<Self>> {
        if table.has_rows(db)? {
            return Ok(None);
        }
        let Some(indexes) = table.set_indexes_aside(db, &OF_FEW_ROWS)? else { return Ok(None) };
        let rows = vec![Value::Null; table.columns.len() * ROWS_TOGETHER];
        let (sys_ids, doubtful) = Default::default();
        Ok(Some(Self { table: Rc::clone(table), indexes, sys_ids, rows, ready: 0, put_in: 0, doubtful }))
    }

    /// Takes a row, whose values are changed for others, and which of them its record had; says whether no more can wait.
    pub fn take(
        &mut self,
        db: &Db,
        (set, values): (&Rc<[usize]>, &mut [Value]),
        standing: Standing,
    ) -> Result<bool> {
        let came = matches!(values.first(), Some(Value::Text(sys_id)) if self.came(sys_id));
        if came || standing != Standing::New {
            return Ok(self.doubtful.add((&self.table, set), values, Standing::Doubtful));
        }
        let columns = self.table.columns.len();
        self.rows[self.ready * columns..][..columns].swap_with_slice(values);
        self.ready += 1;
        if self.ready == ROWS_TOGETHER {
            self.put_in_ready(db)?;
        }
        Ok(false)
    }

    /// Whether a row of that sys_id may have come; from now on it has.
    fn came(&mut self, sys_id: &str) -> bool {
        let (near, rest) = sys_id.split_at_checked(LETTERS_IN_ORDER).unwrap_or((sys_id, ""));
        self.sys_ids.mark(near, [rest])
    }

    fn put_in_ready(&mut self, db: &Db) -> Result<()> {
        let rows = &self.rows[..self.ready * self.table.columns.len()];
        self.table.insert_new(db, rows)?;
        self.put_in += mem::take(&mut self.ready) as u64;
        Ok(())
    }

    /// Puts in the rest and makes the indexes; returns how many rows were put in, and those that wait to be looked for.
    pub fn end(mut self, db: &Db) -> Result<(u64, Waiting)> {
        self.put_in_ready(db)?;
        let Self { table, indexes, put_in, doubtful, sys_ids, rows, .. } = self;
        drop((sys_ids, rows));
        table.make_indexes(db, indexes)?;
        Ok((put_in, doubtful))
    }
}

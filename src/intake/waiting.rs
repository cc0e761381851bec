//! Events on their way in that wait to be put in together: many in a statement cost less than one after another.

use std::rc::Rc;

use crate::db::{Table, Value};

/// How many wait at most: some hundred bytes each.
const MOST: usize = 2_048;

/// A row that is not there yet, as far as is known.
pub(super) struct NewRow {
    /// The places of the values that its record had.
    pub set: Vec<usize>,
    /// Its values, in the order of the columns.
    pub values: Vec<Value>,
}

/// Rows of one table, in the order in which they came.
#[derive(Default)]
pub(super) struct Waiting {
    table: Option<Rc<Table>>,
    rows: Vec<NewRow>,
}

impl Waiting {
    /// Takes a row; says whether it is time to put them in.
    pub fn add(&mut self, table: &Rc<Table>, row: NewRow) -> bool {
        self.table.get_or_insert_with(|| Rc::clone(table));
        self.rows.push(row);
        self.rows.len() >= MOST
    }

    /// The rows and their table, which wait no longer; `None` where there are none.
    pub fn take(&mut self) -> Option<(Rc<Table>, Vec<NewRow>)> {
        self.table.take().map(|table| (table, std::mem::take(&mut self.rows)))
    }
}

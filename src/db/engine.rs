//! What an engine does for `Db`: the one thing that differs between a file and a server.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::{Column, Params, Read, Refused, Row, Sql, Statement, TableChange, Value};
use crate::time::Span;

/// How a transaction begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// It is there for good when it is committed.
    ForGood,
    /// A part of one that is open, undone alone when it fails.
    Part,
    /// Nothing is written: all that is read is of one moment.
    Moment,
}

/// What is done with each row of a query; the next one stands in its place.
pub(super) type Each<'a> = &'a mut dyn FnMut(&mut Row) -> Result<()>;

/// A database that is open: a file, or a schema of a server.
pub(super) trait Engine {
    /// Where it is, as messages name it.
    fn place(&self) -> &Path;

    /// Whether each statement takes the way to a server and back.
    fn is_far(&self) -> bool {
        false
    }

    /// Hands each row of a query to `each`.
    fn for_each_row(&self, sql: Sql, params: &Params, each: Each) -> Result<()>;

    /// Runs a statement that changes rows; returns how many.
    fn execute(&self, sql: Sql, params: &Params) -> Result<usize>;

    /// As `execute`, with the values in the order in which the statement first names its parameters.
    fn execute_in_order(&self, sql: Sql, values: &[&Value]) -> Result<usize>;

    /// Leaves the checks of tables out, or has them hold again.
    fn leave_checks_out(&self, out: bool) -> Result<()>;

    /// Leaves all triggers out, where a table has none but those of the schema; `None` has them work again. A server takes no
    /// part of its time for them.
    fn leave_triggers_out(&self, _of: Option<&str>) -> Result<()> {
        Ok(())
    }

    /// Makes room for many rows that come in.
    fn expect_many_rows(&self) -> Result<()> {
        Ok(())
    }

    /// Drops the indexes of a table that is to be filled from nothing, but for some; returns the statements that make them. `None` where
    /// they stay, as on a server: whoever reads there would wait.
    fn drop_indexes(&self, _table: &str, _but: &[&str]) -> Result<Option<Vec<String>>> {
        Ok(None)
    }

    /// Runs such statements.
    fn make_indexes(&self, _made_by: &[String]) -> Result<()> {
        Ok(())
    }

    /// As `execute`, and counts what the statement sets off as well.
    fn execute_counting_all(&self, sql: Sql, params: &Params) -> Result<usize>;

    /// What a statement is, without running it.
    fn examine(&self, sql: Sql) -> Result<Statement>;

    /// What it refuses in a user's statement by its words.
    fn refused(&self, _: Sql) -> Vec<Refused> {
        Vec::new()
    }

    /// Fails where a run would refuse a statement that prepares.
    fn ensure_may(&self, _: Sql) -> Result<()> {
        Ok(())
    }

    /// Makes what a statement makes, without rows where that can be had.
    fn make_empty(&self, sql: Sql) -> Result<()> {
        self.execute(sql, &[]).map(drop)
    }

    /// The columns that a statement reads, through views as well.
    fn reads(&self, sql: Sql) -> Result<BTreeSet<Read>>;

    /// The columns of a table, in order; none where there is no such table.
    fn columns(&self, table: &str) -> Result<Vec<Column>>;

    /// The column by whose days the rows of a table lie apart: no index has the sys_ids of all. `None` where they do not, as in a file.
    fn day_column(&self, _table: &str) -> Result<Option<String>> {
        Ok(None)
    }

    /// Has events from one day to another lie apart by days from now on, where they can and nobody is in the way.
    fn make_days(&self, _first: &str, _last: &str) -> Result<()> {
        Ok(())
    }

    /// Removes at once what a statement would remove in parts, where it lies together and nobody is in the way; returns how many rows.
    fn remove_at_once(&self, _sql: Sql, _params: &Params) -> Result<usize> {
        Ok(0)
    }

    /// Begins a transaction in which nobody else writes, or a part of it.
    fn begin(&self, scope: Scope) -> Result<()>;

    /// Keeps it.
    fn commit(&self, scope: Scope) -> Result<()>;

    /// Undoes it.
    fn roll_back(&self, scope: Scope) -> Result<()>;

    /// Whether a transaction is open.
    fn is_in_transaction(&self) -> bool;

    /// What the open transaction changed so far.
    fn changes(&self) -> Result<Vec<TableChange>>;

    /// Does `work` with statements of a user's, for the step of that name: they may do less.
    fn as_step(&self, name: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()>;

    /// Interrupts statements from when `over` says so, which is asked every `look`.
    fn interrupt_when(&self, look: Duration, over: Box<dyn FnMut() -> bool + Send>) -> Result<()>;

    /// Interrupts nothing any more.
    fn end_interrupt(&self);

    /// Takes the lock of the runner; says whether it was free within the time. Who has it may take it again.
    fn lock_runner(&self, timeout: Span) -> Result<bool>;

    /// Gives it back, as often as it was taken.
    fn release_runner(&self);

    /// Fails when what is done here would be lost, or is not what it was when it was opened.
    fn ensure_in_place(&self) -> Result<()>;

    /// Copies all of it to a new file.
    fn back_up(&self, to: &Path) -> Result<()>;

    /// What is damaged.
    fn damage(&self) -> Result<Vec<String>>;

    /// How large it is.
    fn bytes(&self) -> Result<u64>;

    /// Whether changes are written ahead, as they are to be.
    fn writes_ahead(&self) -> Result<bool>;

    /// What the schema makes and is missing here, or is another one.
    fn altered(&self) -> Result<Vec<String>>;
}

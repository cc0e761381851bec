//! The database: everything else has it run a named SQL file with named parameters and gets plain rows. What it is, a file
//! or a schema of a server, only the engine knows.

mod days;
mod dry_run;
mod engine;
mod guarded;
mod interrupt;
mod labels;
mod many_rows;
mod moment;
pub mod place;
#[cfg(feature = "postgres")]
mod postgres;
mod reader;
mod runner_lock;
pub mod schema;
mod sql;
mod sqlite;
mod sys_id;
mod table;
mod table_change;
mod tokens;
mod trouble;
mod value;
mod version;
mod waiting;
mod watch;

use std::cell::Cell;
use std::path::Path;

use anyhow::{Context, Result, ensure};

pub use guarded::{Read, Refused};
pub use interrupt::Interrupt;
pub use many_rows::ROWS_TOGETHER;
pub use reader::Reader;
pub use runner_lock::RunnerLock;
pub use sql::{Sql, Statement};
pub use sqlite::{health, restore};
pub use sys_id::{RandomSysIds, new_sys_id};
pub use table::{Column, IndexesAside, Kind, Table};
pub use table_change::{ChangedRow, Counted, Standing, TableChange};
pub use tokens::{Token, Tokens};
pub use trouble::{Trouble, is_of_the_way, line_of_statement};
pub use value::{FromValue, Params, Row, Value};
pub use waiting::end_waits;

pub(crate) use labels::labels;
pub(crate) use sql::{params, sql};

use crate::time::Span;
use dry_run::Keeping;
use engine::{Engine, Scope};
use sqlite::File;

/// What a command wants of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Only look.
    Read,
    /// Change rows; an older one is migrated.
    Write,
    /// Change rows in a dry run; it is left as it is.
    DryRun,
}

/// One open database.
pub struct Db {
    engine: Box<dyn Engine>,
    keeping: Cell<Keeping>,
    is_at_one_moment: Cell<bool>,
}

impl Db {
    /// Opens an existing midjobs database. `lock_timeout` is how long its statements wait for a lock.
    ///
    /// # Errors
    /// When it is missing, no database of midjobs, newer than this program, damaged, or may not be written.
    pub fn open(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        match place::is_address(path) {
            true => Self::open_schema(path, access, lock_timeout),
            false => Ok(Self::of(File::open(path, access, lock_timeout)?)),
        }
    }

    /// Makes the database, or migrates the one that is there.
    ///
    /// # Errors
    /// As [`Db::open`], or when it cannot be made.
    pub fn create(path: &Path, lock_timeout: Span) -> Result<Self> {
        match place::is_address(path) {
            true => Self::create_schema(path, lock_timeout),
            false => Ok(Self::of(File::create(path, lock_timeout)?)),
        }
    }

    /// An empty database with the schema, in memory: for checks that need no file.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::of(File::in_memory()?))
    }

    #[cfg(feature = "postgres")]
    fn open_schema(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        Ok(Self::of(postgres::Server::open(path, access, lock_timeout)?))
    }

    #[cfg(feature = "postgres")]
    fn create_schema(path: &Path, lock_timeout: Span) -> Result<Self> {
        Ok(Self::of(postgres::Server::create(path, lock_timeout)?))
    }

    #[cfg(not(feature = "postgres"))]
    fn open_schema(_: &Path, _: Access, _: Span) -> Result<Self> {
        anyhow::bail!(
            "this midjobs was built without PostgreSQL (--no-default-features): name a file with --db"
        )
    }

    #[cfg(not(feature = "postgres"))]
    fn create_schema(path: &Path, lock_timeout: Span) -> Result<Self> {
        Self::open_schema(path, Access::Write, lock_timeout)
    }

    fn of(engine: impl Engine + 'static) -> Self {
        Self {
            engine: Box::new(engine),
            keeping: Cell::new(Keeping::ForGood),
            is_at_one_moment: Cell::new(false),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.engine.place()
    }

    /// The rows that a query returns.
    ///
    /// # Errors
    /// When the statement cannot be prepared or run, or names a parameter that is not in `params`.
    pub fn rows(&self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.for_each_row(sql, params, |row| {
            rows.push(row.take());
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row that a query returns, if any.
    pub fn row(&self, sql: Sql, params: &Params) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Hands each row of a query to `each` as it is read: the next one stands in its place.
    pub fn for_each_row(
        &self,
        sql: Sql,
        params: &Params,
        mut each: impl FnMut(&mut Row) -> Result<()>,
    ) -> Result<()> {
        self.ensure_still_dry()?;
        self.engine.for_each_row(sql, params, &mut each)
    }

    /// Runs a statement that changes rows; returns how many.
    pub fn execute(&self, sql: Sql, params: &Params) -> Result<usize> {
        self.ensure_still_dry()?;
        self.engine.execute(sql, params)
    }

    /// As [`Db::execute`], with the values in the order in which the statement first names its parameters.
    fn execute_in_order<'v>(&self, sql: Sql, values: impl IntoIterator<Item = &'v Value>) -> Result<usize> {
        self.ensure_still_dry()?;
        self.engine.execute_in_order(sql, &values.into_iter().collect::<Vec<_>>())
    }

    /// Runs `work` with the checks of tables left out, for rows that were checked before.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn without_checks(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.engine.leave_checks_out(true)?;
        let done = work();
        self.engine.leave_checks_out(false)?;
        done
    }

    /// As [`Db::execute`], and counts every row that is another one afterwards, whoever changed it. In a table without row
    /// ids where a REPLACE stands beside an update or a delete, what it removed is the most that it can have been.
    ///
    /// # Errors
    /// As [`Db::execute`].
    pub fn execute_counting_all(&self, sql: Sql, params: &Params) -> Result<usize> {
        self.ensure_still_dry()?;
        self.engine.execute_counting_all(sql, params)
    }

    /// Runs `work` in one write transaction: all of it is there afterwards, or nothing.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when the write lock is not free in time; that the database is not the one under its name any more;
    /// else whatever `work` returns.
    pub fn transaction<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.ensure_still_dry()?;
        let scope = self.keeping.get().scope();
        self.engine.begin(scope)?;
        let commit = |value| {
            self.ensure_still_dry()?;
            self.engine.commit(scope).map(|()| value)
        };
        let result = self.engine.ensure_in_place().and_then(|()| work()).and_then(commit);
        if result.is_err() && self.engine.is_in_transaction() {
            self.engine.roll_back(scope).context("rolling back")?;
        }
        result
    }

    /// The same within the transaction that is open, if one is.
    pub fn atomically<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.engine.is_in_transaction() { work() } else { self.transaction(work) }
    }

    /// Does `work` within the transaction that is open, of which nothing is left when it fails.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn in_savepoint<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.engine.begin(Scope::Part)?;
        let done = work();
        match done {
            Ok(value) => self.engine.commit(Scope::Part).map(|()| value),
            Err(error) => {
                self.engine.roll_back(Scope::Part).context("undoing a part")?;
                Err(error)
            }
        }
    }

    /// Whether each statement takes the way to a server and back.
    pub fn is_far(&self) -> bool {
        self.engine.is_far()
    }

    /// What a statement is: its columns, its parameters, whether it only reads.
    ///
    /// # Errors
    /// When it does not prepare against the schema, is more than one statement, or cannot be undone.
    pub fn examine(&self, sql: Sql) -> Result<Statement> {
        let verb = sql.verb();
        ensure!(!verb.is_empty(), "{} holds no statement", sql.name);
        // The one statement that the authorizer is not asked about, and that no transaction can undo.
        ensure!(verb != "VACUUM", "{} may not VACUUM: use `sqlite3 FILE VACUUM`", sql.name);
        self.ensure_still_dry()?;
        self.engine.examine(sql)
    }

    /// Fails when the database was removed, replaced or truncated: what is done in it would be lost.
    ///
    /// # Errors
    /// Says which, and what to do.
    pub fn ensure_in_place(&self) -> Result<()> {
        self.engine.ensure_in_place()
    }

    /// Copies the database to a new file, mode 0600, which is complete in itself and was checked.
    ///
    /// # Errors
    /// When the file exists already, cannot be written, or the copy is damaged; then no file is left.
    pub fn back_up(&self, to: &Path) -> Result<()> {
        self.engine.back_up(to)
    }

    /// What the engine says of damage when it looks at everything; nothing where there is none.
    pub fn damage(&self) -> Result<Vec<String>> {
        self.engine.damage()
    }

    /// How many bytes it has.
    pub fn bytes(&self) -> Result<u64> {
        self.engine.bytes()
    }

    /// Whether what changes is written ahead, as midjobs sets it up.
    pub fn writes_ahead(&self) -> Result<bool> {
        self.engine.writes_ahead()
    }

    /// The tables, indexes, triggers and views of the schema that are missing, or not as the schema makes them.
    pub fn altered(&self) -> Result<Vec<String>> {
        self.engine.altered()
    }
}

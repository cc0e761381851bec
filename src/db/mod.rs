//! The database file: the only module that knows rusqlite. Everything else has it run a named
//! SQL file with named parameters and gets plain rows.

mod backup;
mod counted;
mod difference;
mod dry_run;
mod guard;
pub mod health;
mod interrupt;
mod labels;
mod migration;
mod open;
mod place;
mod reader;
mod restore;
mod runner_lock;
pub mod schema;
mod sql;
mod sys_id;
mod table;
mod table_change;
mod temporary_space;
mod trouble;
mod value;
mod waiting;

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

pub use interrupt::Interrupt;
pub use open::Access;
pub use reader::Reader;
pub use restore::restore;
pub use runner_lock::RunnerLock;
pub use sql::{Sql, Statement};
pub use sys_id::new_sys_id;
pub use table::{Column, Kind, Table};
pub use table_change::{ChangedRow, Counted, Standing, TableChange};
pub use trouble::{Trouble, line_of_statement};
pub use value::{FromValue, Params, Row, Value};
pub use waiting::end_waits;

pub(crate) use labels::labels;
pub(crate) use sql::{params, sql};

use dry_run::Keeping;
use guard::Guard;
pub use guard::Read;
use interrupt::Watch;

/// One open database file.
pub struct Db {
    connection: Connection,
    path: PathBuf,
    keeping: Cell<Keeping>,
    runner_locks: Cell<usize>,
    guard: OnceCell<Guard>,
    watch: OnceCell<Watch>,
    // Dropped after the connection: closing it drops the process's own locks on the file.
    lock_file: std::fs::File,
    log_files: Cell<Option<place::LogFiles>>,
    log_names: OnceCell<[PathBuf; 2]>,
}

impl Db {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows that a query returns.
    ///
    /// # Errors
    /// When the statement cannot be prepared or run, or names a parameter that is not in `params`.
    pub fn rows(&self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.for_each_row(sql, params, |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row that a query returns, if any.
    pub fn row(&self, sql: Sql, params: &Params) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Hands each row of a query to `each` as it is read.
    pub fn for_each_row(
        &self,
        sql: Sql,
        params: &Params,
        mut each: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        let columns: std::rc::Rc<[String]> =
            statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| self.trouble(error, sql))? {
            let values = (0..columns.len()).map(|column| row.get_ref(column).map(Value::from));
            let values = values.collect::<Result<_, _>>().map_err(|error| self.trouble(error, sql))?;
            each(Row::new(columns.clone(), values))?;
        }
        Ok(())
    }

    /// Runs a statement that changes rows; returns how many.
    pub fn execute(&self, sql: Sql, params: &Params) -> Result<usize> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        self.run_to_end(&mut statement, sql)
    }

    /// As [`Db::execute`], with the values in the order in which the statement first names its parameters.
    fn execute_in_order<'v>(&self, sql: Sql, values: impl IntoIterator<Item = &'v Value>) -> Result<usize> {
        let mut statement = self.prepare(sql)?;
        for (index, value) in values.into_iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value)?;
        }
        self.run_to_end(&mut statement, sql)
    }

    /// Runs `work` with the checks of tables left out, for rows that were checked before.
    fn without_checks(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let ignored = |ignored: bool| {
            let set = self.connection.pragma_update(None, "ignore_check_constraints", ignored);
            set.map_err(|error| trouble::explain(error, &self.path))
        };
        ignored(true)?;
        let done = work();
        ignored(false)?;
        done
    }

    fn run_to_end(&self, statement: &mut rusqlite::Statement, sql: Sql) -> Result<usize> {
        let before = self.connection.total_changes();
        let mut rows = statement.raw_query();
        while rows.next().map_err(|error| self.trouble(error, sql))?.is_some() {}
        drop(rows);
        // A statement that changes no rows, as CREATE TABLE, leaves the count of the one before it.
        let changed = if self.connection.total_changes() == before { 0 } else { self.connection.changes() };
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Runs `work` in one write transaction: all of it is there afterwards, or nothing.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when the write lock is not free in time; that the file is not the one under its name any more; else
    /// whatever `work` returns.
    pub fn transaction<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let keeping = self.keeping.get();
        self.batch(keeping.begin())?;
        let in_place = if self.is_in_memory() { Ok(()) } else { self.ensure_in_place() };
        let result =
            in_place.and_then(|()| work()).and_then(|value| self.batch(keeping.commit()).map(|()| value));
        if result.is_err() && !self.connection.is_autocommit() {
            self.batch(keeping.roll_back()).context("rolling back")?;
        }
        result
    }

    fn is_in_memory(&self) -> bool {
        self.path == Path::new(open::IN_MEMORY)
    }

    /// The same within the transaction that is open, if one is.
    pub fn atomically<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.connection.is_autocommit() { self.transaction(work) } else { work() }
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
        let statement = self.prepare(sql)?;
        Ok(Statement {
            columns: statement.column_names().into_iter().map(str::to_owned).collect(),
            parameters: (1..=statement.parameter_count())
                .map(|index| {
                    statement.parameter_name(index).unwrap_or("?").trim_start_matches(':').to_owned()
                })
                .collect(),
            only_reads: statement.readonly(),
        })
    }

    /// A number that changes when another connection changes the file.
    pub fn version_of_others(&self) -> Result<i64> {
        let version = self.connection.pragma_query_value(None, "data_version", |row| row.get(0));
        version.map_err(|error| trouble::explain(error, &self.path))
    }

    fn prepare(&self, sql: Sql) -> Result<rusqlite::CachedStatement<'_>> {
        self.ensure_still_dry()?;
        let statement = match self.is_guarded() {
            // Another key in the cache: what was prepared without the guard is not used under it.
            true => self.connection.prepare_cached(&format!("/* guarded */ {}", sql.text)),
            false => self.connection.prepare_cached(sql.text),
        };
        statement
            .map_err(|error| trouble::explain(error, &self.path).context(format!("preparing {}", sql.name)))
    }

    fn batch(&self, words: &'static str) -> Result<()> {
        self.ensure_still_dry()?;
        let done = match words.contains(';') {
            true => self.connection.execute_batch(words),
            false => self.connection.prepare_cached(words).and_then(|mut one| one.execute([])).map(drop),
        };
        done.map_err(|error| self.trouble(error, Sql::new(words, words)))
    }

    fn trouble(&self, error: rusqlite::Error, sql: Sql) -> anyhow::Error {
        trouble::explain(error, &self.path).context(format!("running {}", sql.name))
    }
}

/// Binds by name what the statement asks for; a statement need not use all that is there.
fn bind(statement: &mut rusqlite::Statement, sql: Sql, params: &Params) -> Result<()> {
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or("?").trim_start_matches(':');
        let (_, value) = params
            .iter()
            .find(|(given, _)| *given == name)
            .with_context(|| format!("{} asks for the parameter :{name}, which is not given", sql.name))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(integer) => Self::Integer(integer),
            ValueRef::Real(real) => Self::Text(real.to_string()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                Self::Text(String::from_utf8_lossy(bytes).into_owned())
            }
        }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

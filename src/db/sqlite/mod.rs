//! The engine that is a file: the only module that knows rusqlite.

mod backup;
mod busy;
mod counted;
mod difference;
mod guard;
pub mod health;
mod indexes;
mod interrupt;
mod migration;
mod open;
mod place;
mod restore;
mod runner_lock;
mod temporary_space;
mod triggers;
mod trouble;
mod value;

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use rusqlite::Connection;

#[cfg(test)]
pub(super) use migration::migrate;
pub use restore::restore;

use super::engine::{Each, Engine, Scope};
use super::sql::without_indexes;
use super::watch::Watch;
use super::{Column, Params, Read, Row, Sql, Statement, TableChange, Value, sql};
use crate::time::Span;
use guard::Guard;

/// One open database file.
pub(super) struct File {
    connection: Connection,
    path: PathBuf,
    runner_locks: Cell<usize>,
    guard: OnceCell<Guard>,
    watch: OnceCell<Watch>,
    // Dropped after the connection: closing it drops the process's own locks on the file.
    lock_file: std::fs::File,
    log_files: Cell<Option<place::LogFiles>>,
    /// Whether it said that it has a log, and how many changes it counted, when it was last looked at.
    beginning: Cell<Option<(bool, u32)>>,
    log_names: OnceCell<[PathBuf; 2]>,
}

impl File {
    fn rows(&self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.for_each_row(sql, params, &mut |row| {
            rows.push(row.take());
            Ok(())
        })?;
        Ok(rows)
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

    fn prepare(&self, sql: Sql) -> Result<rusqlite::CachedStatement<'_>> {
        let statement = match self.is_guarded() {
            // Another key in the cache: what was prepared without the guard is not used under it.
            true => self.connection.prepare_cached(&format!("/* guarded */ {}", sql.text)),
            // An index that is gone makes a statement slower, and no other.
            false => self.connection.prepare_cached(sql.text).or_else(|error| {
                match error.to_string().starts_with("no such index") {
                    true => self.connection.prepare_cached(&without_indexes(sql.text)),
                    false => Err(error),
                }
            }),
        };
        statement
            .map_err(|error| trouble::explain(error, &self.path).context(format!("preparing {}", sql.name)))
    }

    fn batch(&self, words: &'static str) -> Result<()> {
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

impl Engine for File {
    fn place(&self) -> &Path {
        &self.path
    }

    fn for_each_row(&self, sql: Sql, params: &Params, each: Each) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        let columns: Rc<[Arc<str>]> = statement.column_names().into_iter().map(Arc::from).collect();
        let mut row = Row::new(columns, Vec::new());
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(|error| self.trouble(error, sql))? {
            for (column, place) in row.places().iter_mut().enumerate() {
                value::put(place, found.get_ref(column).map_err(|error| self.trouble(error, sql))?);
            }
            each(&mut row)?;
        }
        Ok(())
    }

    fn execute(&self, sql: Sql, params: &Params) -> Result<usize> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        self.run_to_end(&mut statement, sql)
    }

    fn leave_checks_out(&self, out: bool) -> Result<()> {
        let set = self.connection.pragma_update(None, "ignore_check_constraints", out);
        set.map_err(|error| trouble::explain(error, &self.path))
    }

    fn leave_triggers_out(&self, of: Option<&str>) -> Result<()> {
        of.map_or_else(|| self.let_triggers_work(true), |table| self.leave_own_triggers_out(table))
    }

    fn expect_many_rows(&self) -> Result<()> {
        self.expect_rows()
    }

    fn drop_indexes(&self, table: &str, but: &[&str]) -> Result<Option<Vec<String>>> {
        self.set_aside_indexes(table, but)
    }

    fn make_indexes(&self, made_by: &[String]) -> Result<()> {
        self.make_again(made_by)
    }

    fn execute_in_order(&self, sql: Sql, values: &[&Value]) -> Result<usize> {
        let mut statement = self.prepare(sql)?;
        for (index, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value)?;
        }
        self.run_to_end(&mut statement, sql)
    }

    fn execute_counting_all(&self, sql: Sql, params: &Params) -> Result<usize> {
        self.execute_and_count(sql, params)
    }

    fn examine(&self, sql: Sql) -> Result<Statement> {
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

    fn reads(&self, sql: Sql) -> Result<BTreeSet<Read>> {
        self.noted_reads(sql)
    }

    fn columns(&self, table: &str) -> Result<Vec<Column>> {
        let rows = self.rows(sql!("table/describe_columns.sql"), &[("table", table.into())])?;
        rows.iter().map(value::column).collect()
    }

    fn begin(&self, scope: Scope) -> Result<()> {
        self.batch(match scope {
            Scope::ForGood => "BEGIN IMMEDIATE",
            Scope::Part => "SAVEPOINT part",
            Scope::Moment => "BEGIN",
        })
    }

    fn commit(&self, scope: Scope) -> Result<()> {
        self.batch(match scope {
            Scope::ForGood | Scope::Moment => "COMMIT",
            Scope::Part => "RELEASE part",
        })
    }

    fn roll_back(&self, scope: Scope) -> Result<()> {
        self.batch(match scope {
            Scope::ForGood | Scope::Moment => "ROLLBACK",
            Scope::Part => "ROLLBACK TO part; RELEASE part",
        })
    }

    fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Beside this connection a second one sees what is committed.
    fn changes(&self) -> Result<Vec<TableChange>> {
        let committed = self.committed().context("opening the file once more, to compare with")?;
        difference::between(&committed, &self.connection)
    }

    fn as_step(&self, name: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        self.guarded(name, work)
    }

    fn interrupt_when(&self, look: Duration, over: Box<dyn FnMut() -> bool + Send>) -> Result<()> {
        self.begin_watch(look, over)
    }

    fn end_interrupt(&self) {
        self.end_watch();
    }

    fn lock_runner(&self, timeout: Span) -> Result<bool> {
        runner_lock::wait_for(&self.lock_file, &self.runner_locks, timeout)
            .with_context(|| format!("locking {}: its file system must be a local one", self.path.display()))
    }

    fn release_runner(&self) {
        runner_lock::release(&self.lock_file, &self.runner_locks);
    }

    fn ensure_in_place(&self) -> Result<()> {
        if self.path == Path::new(open::IN_MEMORY) { Ok(()) } else { self.ensure_same_place() }
    }

    fn back_up(&self, to: &Path) -> Result<()> {
        self.copy_to_new_file(to)
    }

    fn damage(&self) -> Result<Vec<String>> {
        self.told_damage()
    }

    fn bytes(&self) -> Result<u64> {
        let bytes = self.pragma("page_count")?.saturating_mul(self.pragma("page_size")?);
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    fn writes_ahead(&self) -> Result<bool> {
        let mode = self.connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        // Where it may only be read as it is, without the log, SQLite tells another mode than that of the file.
        Ok(mode.map_err(|error| trouble::explain(error, &self.path))? == "wal"
            || health::is_marked_wal(&self.path)?)
    }

    fn altered(&self) -> Result<Vec<String>> {
        self.altered_objects()
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

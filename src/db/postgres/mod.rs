//! The engine that is a schema of a PostgreSQL server.

mod address;
mod connect;
mod days;
mod difference;
mod foreign;
mod guard;
mod host;
mod interrupt;
mod making;
mod password;
mod placeholders;
mod reading;
mod rehearsal;
mod runner_lock;
mod service;
mod session;
mod transaction;
mod trouble;
mod value;

use std::cell::{Cell, OnceCell, RefCell, RefMut};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};

use super::engine::{Each, Engine, Scope};
use super::schema::made;
use super::sqlite::File;
use super::watch::Watch;
use super::{
    Access, Column, Params, Read, Refused, Sql, Statement, TableChange, Trouble, Value, params, sql,
};
use crate::time::Span;
use address::Address;
use connect::Purpose;
use runner_lock::RunnerLock;
use session::{Canceller, Session};
use transaction::Transaction;

/// One open schema.
pub(super) struct Server {
    address: Address,
    place: PathBuf,
    purpose: Purpose,
    session: RefCell<Session>,
    /// Whom the thread beside a statement ends: the session that is open now.
    canceller: Arc<Mutex<Canceller>>,
    transaction: RefCell<Option<Transaction>>,
    guarded: Cell<bool>,
    runner: RunnerLock,
    watch: OnceCell<Watch>,
}

impl Server {
    /// Opens a schema that is there.
    ///
    /// # Errors
    /// When the server cannot be reached, or the schema is missing, another program's, or of another version.
    pub fn open(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        let server = Self::reach(path, access, lock_timeout)?;
        server
            .check_or_migrate(access)
            .with_context(|| format!("opening the database {}", server.place.display()))?;
        Ok(server)
    }

    /// Makes the schema, or migrates the one that is there.
    pub fn create(path: &Path, lock_timeout: Span) -> Result<Self> {
        let server = Self::reach(path, Access::Write, lock_timeout)?;
        server.make().with_context(|| format!("making the database {}", server.place.display()))?;
        Ok(server)
    }

    fn reach(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        let address = Address::parse(path).context("reading the address of the database")?;
        let purpose = Purpose { access, lock_timeout };
        let session = connect::connect(&address, purpose)?;
        Ok(Self {
            place: address.shown(),
            canceller: Arc::new(Mutex::new(session.canceller())),
            session: RefCell::new(session),
            runner: RunnerLock::default(),
            transaction: RefCell::new(None),
            guarded: Cell::new(false),
            watch: OnceCell::new(),
            address,
            purpose,
        })
    }

    /// The connection; a new one where it was lost and nothing was under way on it.
    fn session(&self) -> Result<RefMut<'_, Session>> {
        let mut session =
            self.session.try_borrow_mut().context("a statement is under way on this connection")?;
        if session.is_closed() {
            ensure!(self.transaction.borrow().is_none(), Trouble::Connection);
            *session = connect::connect(&self.address, self.purpose)?;
            *self.canceller.lock().unwrap_or_else(PoisonError::into_inner) = session.canceller();
        }
        Ok(session)
    }

    /// Does something on the connection, and notes where it failed within a transaction.
    fn on<T>(&self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let done = self.session().and_then(|mut session| work(&mut session));
        if done.is_err()
            && let Some(transaction) = self.transaction.borrow_mut().as_mut()
        {
            transaction.failed = true;
        }
        done
    }
}

impl Engine for Server {
    fn place(&self) -> &Path {
        &self.place
    }

    fn is_far(&self) -> bool {
        true
    }

    fn for_each_row(&self, sql: Sql, params: &Params, each: Each) -> Result<()> {
        self.ensure_allowed(sql)?;
        self.read_as_they_come(sql, params, each)
    }

    fn execute(&self, sql: Sql, params: &Params) -> Result<usize> {
        self.ensure_allowed(sql)?;
        let changed = self.on(|session| session.execute(sql, params))?;
        if ["CREATE", "ALTER", "DROP"].contains(&sql.verb().as_str()) {
            self.on(|session| {
                session.forget();
                Ok(())
            })?;
            return Ok(0);
        }
        Ok(changed)
    }

    fn leave_checks_out(&self, out: bool) -> Result<()> {
        self.leave_triggers_out(out)
    }

    fn execute_in_order(&self, sql: Sql, values: &[&Value]) -> Result<usize> {
        self.on(|session| session.execute_in_order(sql, values))
    }

    fn execute_counting_all(&self, sql: Sql, params: &Params) -> Result<usize> {
        let written = || self.row(sql!("postgres/count_written.sql"), &[])?.get::<i64>("written");
        let before = written()?;
        let changed = self.execute(sql, params)?;
        Ok(changed.max(usize::try_from(written()? - before).unwrap_or(0)))
    }

    fn examine(&self, sql: Sql) -> Result<Statement> {
        self.ensure_allowed(sql)?;
        let prepared = self.on(|session| session.prepare(sql))?;
        Ok(Statement {
            columns: prepared.statement.columns().iter().map(|column| column.name().to_owned()).collect(),
            parameters: prepared.names.clone(),
            only_reads: guard::only_reads(sql),
        })
    }

    fn refused(&self, sql: Sql) -> Vec<Refused> {
        foreign::refused(sql)
    }

    fn ensure_may(&self, sql: Sql) -> Result<()> {
        self.rehearse(sql)
    }

    fn make_empty(&self, sql: Sql) -> Result<()> {
        let text = rehearsal::without_rows(sql.text);
        self.execute(Sql::new(sql.name, &text), &[]).map(drop)
    }

    /// By the words that both engines share: SQLite says what a statement reads.
    fn reads(&self, sql: Sql) -> Result<BTreeSet<Read>> {
        let known = File::in_memory()?;
        Ok(known.reads(sql).unwrap_or_else(|_| guard::named_tables(sql)))
    }

    fn columns(&self, table: &str) -> Result<Vec<Column>> {
        let rows = self.rows(sql!("postgres/describe_columns.sql"), params![table])?;
        rows.iter().map(value::column).collect()
    }

    fn day_column(&self, table: &str) -> Result<Option<String>> {
        let found = self.rows(sql!("postgres/find_day_column.sql"), params![table])?;
        found.first().map(|row| row.get("name")).transpose()
    }

    fn make_days(&self, first: &str, last: &str) -> Result<()> {
        self.make_event_days(first, last)
    }

    fn remove_at_once(&self, sql: Sql, params: &Params) -> Result<usize> {
        self.drop_event_days(sql, params)
    }

    fn begin(&self, scope: Scope) -> Result<()> {
        match scope {
            Scope::ForGood => self.begin_alone(),
            Scope::Part => self.on(|session| session.batch("SAVEPOINT part")),
            Scope::Moment => {
                self.on(|session| session.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            }
        }
    }

    fn commit(&self, scope: Scope) -> Result<()> {
        match scope {
            Scope::ForGood => self.commit_all(),
            Scope::Part => self.on(|session| session.batch("RELEASE part")),
            Scope::Moment => self.on(|session| session.batch("COMMIT")),
        }
    }

    fn roll_back(&self, scope: Scope) -> Result<()> {
        match scope {
            Scope::ForGood => self.roll_back_all(),
            Scope::Part => self.roll_back_part(),
            Scope::Moment => self.on(|session| session.batch("ROLLBACK")),
        }
    }

    fn is_in_transaction(&self) -> bool {
        self.transaction.borrow().is_some()
    }

    fn changes(&self) -> Result<Vec<TableChange>> {
        let mut committed =
            connect::connect(&self.address, Purpose { access: Access::Read, ..self.purpose })?;
        self.on(|now| difference::between(&mut committed, now))
    }

    fn as_step(&self, name: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        self.guarded(name, work)
    }

    fn interrupt_when(&self, look: Duration, over: Box<dyn FnMut() -> bool + Send>) -> Result<()> {
        self.watch_statement(look, over)
    }

    fn end_interrupt(&self) {
        if let Some(watch) = self.watch.get() {
            watch.end();
        }
    }

    fn lock_runner(&self, timeout: Span) -> Result<bool> {
        self.runner.take(&self.address, self.purpose, timeout)
    }

    fn release_runner(&self) {
        self.runner.release();
    }

    /// The lock of the runner is a connection's, which can be lost alone.
    fn ensure_in_place(&self) -> Result<()> {
        self.runner
            .ensure_held()
            .with_context(|| format!("holding the lock of the runner in {}", self.place.display()))
    }

    fn back_up(&self, _: &Path) -> Result<()> {
        Err(anyhow!("a schema is backed up by its server's own program: {}", self.address.backing_up()))
    }

    /// The server looks after its own pages.
    fn damage(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn bytes(&self) -> Result<u64> {
        let bytes: i64 = self.row(sql!("postgres/count_bytes.sql"), &[])?.get("bytes")?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    fn writes_ahead(&self) -> Result<bool> {
        self.row(sql!("postgres/find_settings.sql"), &[])?.get("is_safe")
    }

    fn altered(&self) -> Result<Vec<String>> {
        let rows = self.rows(sql!("postgres/list_made.sql"), &[])?;
        let there = rows.iter().map(|row| row.get("name")).collect::<Result<BTreeSet<String>>>()?;
        Ok(made().map(|(_, name)| name).filter(|name| !there.contains(*name)).map(str::to_owned).collect())
    }
}

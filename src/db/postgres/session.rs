//! One connection: statements are prepared once, and run with values by name.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result};
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use postgres::{CancelToken, Client, NoTls, RowIter, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::placeholders::numbered;
use super::{trouble, value};
use crate::db::{Params, Row, Sql, Value, sql};

/// Prepared statements that are kept; a run uses fewer.
const STATEMENTS_KEPT: usize = 200;

/// Statements that say the same in other words here.
const IN_OTHER_WORDS: [(&str, Sql); 2] = [
    ("sql/intake/list_same_events.sql", sql!("postgres/list_same_events.sql")),
    ("sql/why/list_account_names.sql", sql!("postgres/list_account_names.sql")),
];

/// A statement that the server prepared, and the names of its parameters in the order of its numbers.
pub(super) struct Prepared {
    pub statement: Statement,
    pub names: Vec<String>,
}

/// A connection and what it prepared.
pub(super) struct Session {
    client: Client,
    tls: Option<MakeRustlsConnect>,
    prepared: HashMap<String, Rc<Prepared>>,
}

/// Ends what runs on a connection, from another thread.
#[derive(Clone)]
pub(super) struct Canceller {
    token: CancelToken,
    tls: Option<MakeRustlsConnect>,
}

impl Canceller {
    pub fn cancel(&self) -> Result<(), postgres::Error> {
        match &self.tls {
            Some(tls) => self.token.cancel_query(tls.clone()),
            None => self.token.cancel_query(NoTls),
        }
    }
}

impl Session {
    pub fn of(client: Client, tls: Option<MakeRustlsConnect>) -> Self {
        Self { client, tls, prepared: HashMap::new() }
    }

    pub fn canceller(&self) -> Canceller {
        Canceller { token: self.client.cancel_token(), tls: self.tls.clone() }
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Asks the server for nothing, to see whether it is there.
    pub fn answers(&mut self) -> Result<()> {
        self.batch("")
    }

    pub fn batch(&mut self, words: &str) -> Result<()> {
        self.client.batch_execute(words).map_err(trouble::explain)
    }

    /// Prepares a statement, or finds it prepared.
    pub fn prepare(&mut self, sql: Sql) -> Result<Rc<Prepared>> {
        if let Some(known) = self.prepared.get(sql.text) {
            return Ok(known.clone());
        }
        if self.prepared.len() >= STATEMENTS_KEPT {
            self.prepared.clear();
        }
        let other = IN_OTHER_WORDS.iter().find(|(name, _)| *name == sql.name);
        let numbered = numbered(other.map_or(sql.text, |(_, other)| other.text));
        let prepared =
            self.client.prepare(&numbered.text).map_err(|error| trouble::in_statement(error, &numbered.text));
        let statement = prepared.with_context(|| format!("preparing {}", sql.name))?;
        let prepared = Rc::new(Prepared { statement, names: numbered.names });
        self.prepared.insert(sql.text.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// What was prepared may mean something else now.
    pub fn forget(&mut self) {
        self.prepared.clear();
    }

    pub fn rows(&mut self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        let mut rows = self.stream(sql, params)?;
        std::iter::from_fn(|| rows.next().transpose()).collect()
    }

    /// The rows one after another, as the server sends them: it waits where they are not taken.
    pub fn stream<'s>(&'s mut self, sql: Sql, params: &Params) -> Result<Stream<'s>> {
        let prepared = self.prepare(sql)?;
        let values = value::bound(sql.name, &prepared.names, params)?;
        let rows = self.client.query_raw(&prepared.statement, as_params(&values));
        let rows = rows.map_err(|error| trouble::explain(error).context(format!("running {}", sql.name)))?;
        let columns = prepared.statement.columns().iter().map(|column| column.name().into()).collect();
        Ok(Stream { rows, columns, name: sql.name.to_owned() })
    }

    pub fn execute(&mut self, sql: Sql, params: &Params) -> Result<usize> {
        let prepared = self.prepare(sql)?;
        let values = value::bound(sql.name, &prepared.names, params)?;
        self.run(sql, &prepared, &values)
    }

    /// With the values in the order in which the statement first names its parameters.
    pub fn execute_in_order(&mut self, sql: Sql, values: &[&Value]) -> Result<usize> {
        let prepared = self.prepare(sql)?;
        self.run(sql, &prepared, values)
    }

    fn run(&mut self, sql: Sql, prepared: &Prepared, values: &[&Value]) -> Result<usize> {
        let changed = self.client.execute(&prepared.statement, &as_params(values));
        let changed =
            changed.map_err(|error| trouble::explain(error).context(format!("running {}", sql.name)))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }
}

/// Rows on their way from the server.
pub(super) struct Stream<'s> {
    rows: RowIter<'s>,
    columns: Rc<[Arc<str>]>,
    name: String,
}

impl Stream<'_> {
    /// The next row.
    pub fn next(&mut self) -> Result<Option<Row>> {
        let running = || format!("running {}", self.name);
        let row = self.rows.next().map_err(trouble::explain).with_context(running)?;
        let values = row.as_ref().map(value::values).transpose().with_context(running)?;
        Ok(values.map(|values| Row::new(self.columns.clone(), values)))
    }
}

fn as_params<'a>(values: &[&'a Value]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| *value as &(dyn ToSql + Sync)).collect()
}

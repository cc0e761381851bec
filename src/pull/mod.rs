//! Pull: the rows of an instance that midjobs needs, read over its Table API. Nothing is ever written to it.

pub mod account;
mod answer;
pub mod auth;
pub mod client;
mod failure;
pub mod instance;
pub mod limits;
pub mod page;
pub mod query;
pub mod received;
pub mod refusal;
mod rows;
pub mod secret;
pub mod staged;
mod users;

use anyhow::{Context, Error, Result};

use crate::intake::record::Record;
use crate::intake::tables::{self, InstanceTable};
use crate::time::Time;
use client::Client;
use query::Query;
use received::Received;
use refusal::Refusal;

/// Whether the clones are asked for, which many instances do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clones {
    /// Ask for them. Where they may not be read, that is a gap and no error.
    Ask,
    /// Leave them.
    Leave,
}

/// What to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Login events from this second on.
    pub events_since: Time,
    /// The clones.
    pub clones: Clones,
}

/// What is done with the rows of a page: the table's name and its records.
pub type Keep<'a> = dyn FnMut(&'static str, Vec<Record>) -> Result<()> + 'a;

/// Reads all that is wanted and hands it to `keep` page by page: first the MID Servers, then their users and the
/// users with the role `mid_server`, then the roles, the login events, the clones. A row comes once.
/// Returns, in the order of asking, what is known of each table.
///
/// # Errors
/// When a table cannot be read or `keep` fails: then what was handed over is not to be kept.
pub fn pull(client: &mut Client, wanted: Wanted, keep: &mut Keep) -> Result<Vec<(&'static str, Received)>> {
    let mut pull = Pull { client, keep, coverage: Vec::new() };
    pull.table(&tables::ECC_AGENT, &Query::all())?;
    let names = pull.column(&tables::ECC_AGENT_CONFIG, &configured_users(), "value")?;
    let holders =
        pull.column(&tables::SYS_USER_HAS_ROLE, &Query::all().and("role.name", "=", MID_ROLE), "user")?;
    let users = users::read(&mut pull, names, holders)?;
    users::read_roles(&mut pull, &users)?;
    pull.table(&tables::SYS_USER_ROLE, &Query::all())?;
    pull.table(&tables::SYS_USER_ROLE_CONTAINS, &Query::all())?;
    pull.table(&tables::SYSEVENT, &logins_since(wanted.events_since))?;
    if wanted.clones == Clones::Ask {
        pull.table_if_readable(&tables::CLONE_INSTANCE, &Query::all().and("completed", "ISNOTEMPTY", ""))?;
    }
    Ok(pull.coverage)
}

/// The role of MID Server users.
const MID_ROLE: &str = "mid_server";

fn configured_users() -> Query {
    Query::all().and("param_name", "=", "mid.instance.username")
}

fn logins_since(time: Time) -> Query {
    let query = Query::all().and("name", "IN", "login,login.failed,login.authorization.failed");
    query.and("sys_created_on", ">=", &time.to_string())
}

/// A pull at work.
pub(super) struct Pull<'a, 'b> {
    client: &'a mut Client<'b>,
    keep: &'a mut Keep<'a>,
    coverage: Vec<(&'static str, Received)>,
}

impl Pull<'_, '_> {
    /// Reads the rows of `table` that meet `query`.
    fn table(&mut self, table: &'static InstanceTable, query: &Query) -> Result<()> {
        self.read(table, query, &mut |_| ())
    }

    /// The same, where a table that is not there or may not be read is a gap and no error.
    fn table_if_readable(&mut self, table: &'static InstanceTable, query: &Query) -> Result<()> {
        let is_gap = |error: &Error| error.downcast_ref().is_some_and(Refusal::is_of_the_table);
        match self.table(table, query) {
            Err(error) if is_gap(&error) => {
                self.add(table, Received::nothing(format!("{:#}", error.root_cause())));
                Ok(())
            }
            result => result,
        }
    }

    /// The same as [`Self::table`], and the values of one column that are not empty.
    fn column(&mut self, table: &'static InstanceTable, query: &Query, column: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        self.read(table, query, &mut |record| {
            values.extend(record.value(column).map(str::to_owned));
        })?;
        Ok(values)
    }

    fn read(
        &mut self,
        table: &'static InstanceTable,
        query: &Query,
        see: &mut dyn FnMut(&Record),
    ) -> Result<()> {
        let keep = &mut self.keep;
        let coverage = page::read(self.client, table, query, &mut |records| {
            records.iter().for_each(&mut *see);
            keep(table.name, records)
        });
        let coverage = coverage.with_context(|| format!("pulling {}", table.name))?;
        log::info!("pulled {} rows of {}", coverage.rows, table.name);
        self.add(table, coverage);
        Ok(())
    }

    /// Adds what is known of some rows of `table` to what is known of it.
    fn add(&mut self, table: &InstanceTable, more: Received) {
        match self.coverage.iter_mut().find(|(name, _)| *name == table.name) {
            Some((_, coverage)) => *coverage = std::mem::take(coverage).with(more),
            None => self.coverage.push((table.name, more)),
        }
    }
}

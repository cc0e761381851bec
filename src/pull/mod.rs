//! Pull: the rows of an instance that midjobs needs, read over its Table API. Nothing is ever written to it.

pub mod account;
mod answer;
mod asking;
pub mod auth;
pub mod client;
mod clones;
mod failure;
pub mod instance;
mod likeness;
pub mod limits;
pub mod own_account;
pub mod page;
mod progress;
pub mod query;
pub mod question;
pub mod received;
pub mod refusal;
mod rows;
pub mod secret;
pub mod staged;
pub mod trust;
mod users;

use anyhow::{Result, bail};

use crate::intake::record::Record;
use crate::intake::{properties, tables};
use crate::time::Time;
use asking::Pull;
use client::Client;
use query::Query;
use received::Received;

/// Whether the clones are asked for, which many instances do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clones {
    /// Ask for them.
    Ask,
    /// Leave them.
    Leave,
}

/// What to ask for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Events from this second on.
    pub events_since: Time,
    /// The clones.
    pub clones: Clones,
    /// Whether rows of a table stand in the database: then none of it from the instance is a gap.
    pub stood: &'a dyn Fn(&str) -> Result<bool>,
    /// The tables that are not asked for, because they are declared as not to be had.
    pub never: &'a [String],
}

/// What is done with the rows of a page: the table's name and its records.
pub type Keep<'a> = dyn FnMut(&'static str, Vec<Record>) -> Result<()> + 'a;

/// Reads all that is wanted and hands it to `keep` page by page: first the MID Servers, then their users and the
/// users with the role `mid_server`, then the roles, the events, the properties, the clones. A row comes once.
/// Returns, in the order of asking, what is known of each table: what the instance refuses of one is a gap of it.
///
/// # Errors
/// When the instance cannot be asked, refuses every table, or `keep` fails: then what was handed over is not to be kept.
pub fn pull(client: &mut Client, wanted: Wanted, keep: &mut Keep) -> Result<Vec<(&'static str, Received)>> {
    let mut pull = Pull::new(client, keep);
    pull.leave(wanted.never);
    let mut names = pull.column(&tables::ECC_AGENT, &Query::all(), "user_name")?;
    names.extend(pull.column(&tables::ECC_AGENT_CONFIG, &configured_users(), "value")?);
    pull.doubt_nothing_of(&[&tables::ECC_AGENT, &tables::ECC_AGENT_CONFIG], wanted.stood)?;
    let holders =
        pull.column(&tables::SYS_USER_HAS_ROLE, &Query::all().and("role.name", "=", MID_ROLE), "user")?;
    users::read(&mut pull, users::Keys { names, holders }, wanted.stood)?;
    let roles = pull.column(&tables::SYS_USER_ROLE, &Query::all(), "name")?;
    users::doubt_without_role(&mut pull, &roles);
    pull.table(&tables::SYS_USER_ROLE_CONTAINS, &Query::all())?;
    pull.doubt_nothing_of(&[&tables::SYS_USER_ROLE, &tables::SYS_USER_ROLE_CONTAINS], wanted.stood)?;
    pull.table(&tables::SYSEVENT, &events_since(wanted.events_since))?;
    let properties = Query::all().and("name", "IN", &properties::KEPT.join(","));
    pull.table(&tables::SYS_PROPERTIES, &properties)?;
    if wanted.clones == Clones::Ask {
        clones::read(&mut pull)?;
    }
    if !pull.was_answered() {
        bail!("{}", pull.first_gap());
    }
    Ok(pull.coverage)
}

/// Whether a table may be missing or hidden without harm: few instances show it, and what is judged passes over it.
pub fn may_be_missing(table: &str) -> bool {
    [tables::SYS_PROPERTIES.name, tables::CLONE_INSTANCE.name].contains(&table)
}

/// The role of MID Server users.
const MID_ROLE: &str = "mid_server";

fn configured_users() -> Query {
    Query::all().and("param_name", "=", "mid.instance.username")
}

/// Logins, and what became of MID Servers.
const EVENTS: [&str; 7] = [
    "login",
    "login.failed",
    "login.authorization.failed",
    "mid_server.up",
    "mid_server.down",
    "mid_server.paused",
    "mid_server.upgrading",
];

fn events_since(time: Time) -> Query {
    Query::all().and("name", "IN", &EVENTS.join(",")).and("sys_created_on", ">=", &time.to_string())
}

//! How far the rows can be trusted: where they came from, when, and whether all came.

mod load;

use anyhow::Result;

use crate::db::Reader;
use crate::time::{Span, Time};
use load::latest;
pub use load::{Load, LoadOrigin, last_whole_pull_of_events, record};

/// The tables that a list of MID Servers rests on.
pub const MID_SERVERS: &[&str] = &["ecc_agent", "ecc_agent_config"];

/// The tables that tell who tried to log in.
pub const LOGINS: &[&str] = &["sysevent"];

/// The tables that issues rest on.
pub const ISSUES: &[&str] = &["ecc_agent", "ecc_agent_config", "sysevent"];

/// The tables that a sampling rests on.
pub const SAMPLING: &[&str] =
    &["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_has_role", "sys_user_role", "sysevent"];

/// Rows that were loaded longer ago are stale: the instance has changed meanwhile.
const STALE_AFTER: Span = Span::from_seconds(86_400);

/// Why an absence judged on the rows of a table is not certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The table.
    pub table: String,
    /// Why, in one clause.
    pub reason: String,
}

impl Load {
    /// Why an absence judged on these rows is not certain; `None` when it is.
    pub fn doubt(&self, now: Time) -> Option<Doubt> {
        let (table, age) = (&self.table, now.since(self.extracted_on));
        let reason = match &self.gap {
            Some(gap) => format!("the rows of {table} are incomplete: {gap}"),
            None if age > STALE_AFTER => format!("the rows of {table} are {} old", age.in_words()),
            None => return None,
        };
        Some(Doubt { table: table.clone(), reason })
    }
}

/// The last load of each of some tables; of a table that was never loaded nothing is known.
pub fn latest_of(db: Reader, tables: &[&str]) -> Result<Vec<Load>> {
    let mut loads = latest(db)?;
    loads.retain(|load| tables.contains(&load.table.as_str()));
    Ok(loads)
}

/// The doubts at `now` about some tables.
pub fn doubts(db: Reader, tables: &[&str], now: Time) -> Result<Vec<Doubt>> {
    Ok(latest_of(db, tables)?.iter().filter_map(|load| load.doubt(now)).collect())
}

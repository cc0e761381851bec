//! How far the rows can be trusted: where they came from, when, and whether all came.

use anyhow::{Context, Result};

use crate::db::{Db, Reader, Row, labels, params, sql};
use crate::time::{Span, Time};

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

/// Where rows came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadOrigin {
    /// A file.
    Import,
    /// The instance.
    Pull,
}

labels!(LoadOrigin { Import = "import", Pull = "pull" });

/// One load of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The table.
    pub table: String,
    /// Where its rows came from.
    pub origin: LoadOrigin,
    /// The file or the instance.
    pub place: String,
    /// When.
    pub loaded_on: Time,
    /// Rows received.
    pub rows: u64,
    /// Rows that the instance said there are.
    pub announced: Option<u64>,
    /// `sys_created_on` of the oldest and of the newest row.
    pub span: Option<(Time, Time)>,
    /// Why rows may be missing; `None` when there is no sign of it.
    pub gap: Option<String>,
}

/// Why an absence judged on the rows of a table is not certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The table.
    pub table: String,
    /// Why, in one clause.
    pub reason: String,
}

impl Coverage {
    /// Why an absence judged on these rows is not certain; `None` when it is.
    pub fn doubt(&self, now: Time) -> Option<Doubt> {
        let (table, age) = (&self.table, now.since(self.loaded_on));
        let reason = match &self.gap {
            Some(gap) => format!("the rows of {table} are incomplete: {gap}"),
            None if age > STALE_AFTER => format!("the rows of {table} are {} old", age.in_words()),
            None => return None,
        };
        Some(Doubt { table: table.clone(), reason })
    }

    /// One line for people: how old, from where, how many.
    pub fn in_words(&self, now: Time) -> String {
        let age = now.since(self.loaded_on).in_words();
        let gap = self.gap.as_ref().map_or(String::new(), |gap| format!("; incomplete: {gap}"));
        format!("{}: {} rows, {age} old, from {}{gap}", self.table, self.rows, self.place)
    }
}

/// Records a load.
pub fn record(db: &Db, coverage: &Coverage) -> Result<()> {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let Coverage { table, origin, place, loaded_on, rows, announced, span, gap } = coverage;
    let (oldest, newest) = span.unzip();
    let params = params![
        table,
        origin: *origin,
        place,
        now: *loaded_on,
        rows: count(*rows),
        announced: announced.map(count),
        oldest,
        newest,
        gap: gap.as_deref(),
    ];
    db.execute(sql!("coverage/insert.sql"), params).map(drop)
}

/// The last load of each table.
pub fn latest(db: Reader) -> Result<Vec<Coverage>> {
    db.rows(sql!("coverage/list_latest.sql"), &[])?.iter().map(from_row).collect()
}

/// The last load of each of some tables; of a table that was never loaded nothing is known.
pub fn latest_of(db: Reader, tables: &[&str]) -> Result<Vec<Coverage>> {
    let mut loads = latest(db)?;
    loads.retain(|load| tables.contains(&load.table.as_str()));
    Ok(loads)
}

/// The doubts at `now` about some tables.
pub fn doubts(db: Reader, tables: &[&str], now: Time) -> Result<Vec<Doubt>> {
    Ok(latest_of(db, tables)?.iter().filter_map(|load| load.doubt(now)).collect())
}

/// When login events were last pulled from `place` and all came.
pub fn last_whole_pull_of_events(db: &Db, place: &str) -> Result<Option<Time>> {
    let row = db.row(sql!("coverage/find_last_complete_pull.sql"), params![place])?;
    row.map(|row| row.get("loaded_on")).transpose()
}

fn from_row(row: &Row) -> Result<Coverage> {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    let ends: (Option<Time>, Option<Time>) = (row.get("oldest")?, row.get("newest")?);
    Ok(Coverage {
        table: row.get("table_name")?,
        origin: row.get("origin")?,
        place: row.get("place")?,
        loaded_on: row.get("loaded_on")?,
        rows: count(row.get("row_count")?),
        announced: row.get::<Option<i64>>("announced")?.map(count),
        span: ends.0.zip(ends.1),
        gap: row.get("gap")?,
    })
}

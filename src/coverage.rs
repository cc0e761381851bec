//! How far the rows can be trusted: where they came from, when, and whether all came.

use anyhow::Result;

use crate::db::{Db, Row, Value, sql};
use crate::time::{Span, Time};

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

impl LoadOrigin {
    /// As the database and JSON call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Pull => "pull",
        }
    }
}

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

impl Coverage {
    /// Why an absence judged on these rows is not certain; `None` when it is.
    pub fn doubt(&self, now: Time) -> Option<String> {
        let age = now.since(self.loaded_on);
        match &self.gap {
            Some(gap) => Some(format!("the rows of {} are incomplete: {gap}", self.table)),
            None if age > STALE_AFTER => {
                Some(format!("the rows of {} are {} old", self.table, age.in_words()))
            }
            None => None,
        }
    }

    /// One line for people: how old, from where, how many.
    pub fn in_words(&self, now: Time) -> String {
        let age = now.since(self.loaded_on).in_words();
        let gap = self.gap.as_ref().map_or(String::new(), |gap| format!("; incomplete: {gap}"));
        format!("{}: {} rows, {age} old, from {}{gap}", self.table, self.rows, self.place)
    }
}

/// Records a load.
///
/// # Errors
/// When it cannot be written.
pub fn record(db: &Db, coverage: &Coverage) -> Result<()> {
    let count = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let params = [
        ("table", Value::from(&coverage.table)),
        ("origin", coverage.origin.label().into()),
        ("place", (&coverage.place).into()),
        ("now", coverage.loaded_on.into()),
        ("rows", count(coverage.rows)),
        ("announced", coverage.announced.map_or(Value::Null, count)),
        ("oldest", coverage.span.map(|(oldest, _)| oldest).into()),
        ("newest", coverage.span.map(|(_, newest)| newest).into()),
        ("gap", coverage.gap.as_deref().into()),
    ];
    db.execute(sql!("coverage/insert.sql"), &params).map(drop)
}

/// The last load of each table.
///
/// # Errors
/// When it cannot be read.
pub fn latest(db: &Db) -> Result<Vec<Coverage>> {
    db.rows(sql!("coverage/list_latest.sql"), &[])?.iter().map(from_row).collect()
}

/// When login events were last pulled from `place` and all came.
pub fn last_whole_pull_of_events(db: &Db, place: &str) -> Result<Option<Time>> {
    let row = db.row(sql!("coverage/find_last_complete_pull.sql"), &[("place", place.into())])?;
    row.map(|row| row.get("loaded_on")).transpose()
}

fn from_row(row: &Row) -> Result<Coverage> {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    let origin: String = row.get("origin")?;
    let ends: (Option<Time>, Option<Time>) = (row.get("oldest")?, row.get("newest")?);
    Ok(Coverage {
        table: row.get("table_name")?,
        origin: if origin == "pull" { LoadOrigin::Pull } else { LoadOrigin::Import },
        place: row.get("place")?,
        loaded_on: row.get("loaded_on")?,
        rows: count(row.get("row_count")?),
        announced: row.get::<Option<i64>>("announced")?.map(count),
        span: ends.0.zip(ends.1),
        gap: row.get("gap")?,
    })
}

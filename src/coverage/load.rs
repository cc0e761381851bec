//! Loads: when rows were extracted, from where, with which columns, and whether all came; rows of `load_coverage`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use foldhash::HashSet;

use crate::amount::amount;
use crate::db::{Db, Reader, Row, labels, params, sql};
use crate::time::Time;

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
pub struct Load {
    /// The table.
    pub table: String,
    /// Where its rows came from.
    pub origin: LoadOrigin,
    /// The file or the instance.
    pub place: String,
    /// When it was loaded.
    pub loaded_on: Time,
    /// When the instance had these rows.
    pub extracted_on: Time,
    /// Rows received.
    pub rows: u64,
    /// Rows that the instance said there are.
    pub announced: Option<u64>,
    /// `sys_created_on` of the oldest and of the newest row.
    pub span: Option<(Time, Time)>,
    /// Why rows may be missing; `None` when there is no sign of it.
    pub gap: Option<String>,
    /// The columns that the extract had; `None` where it had no row to tell. They are asked for again and again.
    pub columns: Option<HashSet<String>>,
    /// The names that were asked for, where not all rows were.
    pub asked: Option<Vec<String>>,
    /// From when on the rows were asked for, with the loads before it; `None` for all.
    pub begins: Option<Time>,
}

impl Load {
    /// One line for people: how old, from where, how many.
    pub fn in_words(&self, now: Time) -> String {
        let age = now.since(self.extracted_on).in_words();
        let gap = self.gap.as_ref().map_or(String::new(), |gap| format!("; incomplete: {gap}"));
        format!("{}: {}, {age} old, from {}{gap}", self.table, amount(self.rows, "row"), self.place)
    }

    fn from_row(row: &Row) -> Result<Self> {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        let ends: (Option<Time>, Option<Time>) = (row.get("oldest")?, row.get("newest")?);
        Ok(Self {
            table: row.get("table_name")?,
            origin: row.get("origin")?,
            place: row.get("place")?,
            loaded_on: row.get("loaded_on")?,
            extracted_on: row.get("extracted_on")?,
            rows: count(row.get("row_count")?),
            announced: row.get::<Option<i64>>("announced")?.map(count),
            span: ends.0.zip(ends.1),
            gap: row.get("gap")?,
            columns: row.get::<Option<String>>("column_names")?.map(|names| listed(&names)),
            asked: row.get::<Option<String>>("asked")?.map(|names| listed(&names)),
            begins: row.get("begins")?,
        })
    }
}

/// Names stand in one column, a line each: a user name may hold a comma.
const BETWEEN: char = '\n';

fn listed<N: FromIterator<String>>(names: &str) -> N {
    names.split(BETWEEN).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn joined<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// Records a load.
pub fn record(db: &Db, load: &Load) -> Result<()> {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (oldest, newest) = load.span.unzip();
    let params = params![
        table: &load.table,
        origin: load.origin,
        place: &load.place,
        loaded_on: load.loaded_on,
        extracted_on: load.extracted_on,
        rows: count(load.rows),
        announced: load.announced.map(count),
        oldest,
        newest,
        gap: load.gap.as_deref(),
        column_names: load.columns.as_ref().map(|columns| joined(columns.iter().collect::<BTreeSet<_>>())),
        asked: load.asked.as_ref().map(joined),
        begins: load.begins,
    ];
    db.execute(sql!("coverage/insert.sql"), params).map(drop)
}

/// The last load of each table.
pub fn latest(db: Reader) -> Result<Vec<Load>> {
    db.rows(sql!("coverage/list_latest.sql"), &[])?.iter().map(Load::from_row).collect()
}

/// The last load of a table, if there is any.
pub fn last_load(db: Reader, table: &str) -> Result<Option<Load>> {
    Ok(latest(db)?.into_iter().find(|load| load.table == table))
}

/// The last load of login events that brought all that it asked for from `place`.
pub fn last_whole_pull_of_events(db: &Db, place: &str) -> Result<Option<Load>> {
    let row = db.row(sql!("coverage/find_last_complete_pull.sql"), params![place])?;
    row.as_ref().map(Load::from_row).transpose()
}

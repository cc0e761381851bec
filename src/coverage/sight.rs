//! Sight: the one answer to "can this be known?", from the loads on record, the latest clone and the time.

use std::collections::HashMap;

use anyhow::Result;

use super::doubt::{Doubt, DoubtKind};
use super::judgement::{DOWN_AFTER_CLONE, LOGIN, Need, may_be_empty};
use super::load::{Load, latest};
use super::never::{self, Never};
use crate::db::{Reader, params, sql};
use crate::time::{Span, Time};

/// After a clone the preserved MID Servers still say Up: rows of this first while are no all-clear.
pub const SETTLES: Span = Span::from_seconds(10 * 60);

/// Rows that were extracted longer ago are stale, unless `midjobs tables stale-after` says otherwise.
const STALE_AFTER: Span = Span::from_seconds(86_400);

/// Login events that were asked for this long ago still cover a window, however short it is.
const EVENTS_STALE_AFTER: Span = Span::from_seconds(3_600);

/// Clocks of two machines differ.
const MAY_DIFFER: Span = Span::from_seconds(600);

/// What can be known at a time.
pub struct Sight {
    now: Time,
    /// The last load of each table: they are few, and asked for again and again.
    loads: Vec<Load>,
    never: HashMap<String, Never>,
    clone: Option<Time>,
    stale_after: Span,
}

impl Sight {
    /// What can be known at `now`.
    pub fn at(db: Reader, now: Time) -> Result<Self> {
        Ok(Self {
            now,
            loads: latest(db)?,
            never: never::all(db)?.into_iter().map(|never| (never.table.clone(), never)).collect(),
            clone: latest_clone(db, now)?,
            stale_after: stale_after(db)?,
        })
    }

    /// How old rows may be.
    pub fn stale_after(&self) -> Span {
        self.stale_after
    }

    /// The same where rows are stale after another while.
    #[must_use]
    pub fn with_stale_after(self, stale_after: Span) -> Self {
        Self { stale_after, ..self }
    }

    /// When the latest clone completed, if one is on record.
    pub fn latest_clone(&self) -> Option<Time> {
        self.clone
    }

    /// Whether the rows of a table are newer than the clone and not old. Where none came, those that stand are older.
    pub fn is_fresh(&self, table: &str) -> bool {
        let load = self.load(table).filter(|load| !is_bare(load));
        load.is_some_and(|load| self.out_of_date(load, self.stale_after).is_none())
    }

    /// What was seen after this is fresh: after the latest clone, and not too long ago.
    pub fn fresh_from(&self) -> Time {
        let not_old = self.now - self.stale_after;
        self.clone.map_or(not_old, |completed| completed.max(not_old))
    }

    /// The tables that were ever loaded.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.loads.iter().map(|load| load.table.as_str())
    }

    /// The last load of a table.
    pub fn load(&self, table: &str) -> Option<&Load> {
        self.loads.iter().find(|load| load.table == table)
    }

    /// Whether the last load of a table had this column; of a table that was never loaded nothing is known either way.
    pub fn sees(&self, table: &str, column: &str) -> bool {
        let columns = self.load(table).and_then(|load| load.columns.as_ref());
        columns.is_none_or(|columns| columns.contains(column))
    }

    /// Why a judgement that needs this may be wrong about what it does not find.
    pub fn doubt(&self, need: &Need) -> Option<Doubt> {
        self.doubt_of(need.table, need.columns, self.stale_after)
    }

    /// The same for each of them that is in doubt.
    pub fn doubts(&self, needs: &[Need]) -> Vec<Doubt> {
        needs.iter().filter_map(|need| self.doubt(need)).collect()
    }

    /// Whether any of them is in doubt.
    pub fn doubt_of_any(&self, needs: &[Need]) -> bool {
        needs.iter().any(|need| self.doubt(need).is_some())
    }

    /// The same for a table and columns that a statement names.
    pub fn doubt_about(&self, table: &str, columns: &[impl AsRef<str>]) -> Option<Doubt> {
        self.doubt_of(table, columns, self.stale_after)
    }

    /// Why it may be wrong that somebody did not log in after `start`.
    pub fn doubt_of_logins(&self, start: Time) -> Option<Doubt> {
        let quarter = Span::from_seconds(self.now.since(start).seconds() / 4);
        let found = self.doubt_of(LOGIN.table, LOGIN.columns, quarter.max(EVENTS_STALE_AFTER));
        found.or_else(|| {
            let load = self.load(LOGIN.table)?;
            let begins = load.begins.filter(|begins| *begins > start)?;
            Some(Doubt::of(load, DoubtKind::Begins(begins), load.loaded_on))
        })
    }

    /// Why a check of what the clone of that time left is no all-clear.
    pub fn doubt_after_clone(&self, completed: Time) -> Option<Doubt> {
        let Need { table, columns } = DOWN_AFTER_CLONE;
        let load = self.load(table);
        if let Some(load) = load.filter(|load| load.extracted_on <= completed) {
            return Some(Doubt::of(load, DoubtKind::BeforeClone(completed), completed));
        }
        let unsettled = || {
            let load = load.filter(|load| load.extracted_on < completed + SETTLES)?;
            Some(Doubt::of(load, DoubtKind::NotSettled(completed), completed))
        };
        self.doubt_of(table, columns, self.stale_after).or_else(unsettled)
    }

    fn doubt_of(&self, table: &str, columns: &[impl AsRef<str>], stale_after: Span) -> Option<Doubt> {
        let load = self.load(table);
        let never =
            self.never.get(table).filter(|never| load.is_none_or(|load| load.loaded_on <= never.since));
        match (never, load) {
            (Some(never), _) => {
                let kind = DoubtKind::Never(never.reason.clone());
                Some(Doubt { table: table.to_owned(), kind, since: Some(never.since) })
            }
            (None, None) => {
                Some(Doubt { table: table.to_owned(), kind: DoubtKind::NeverLoaded, since: None })
            }
            (None, Some(load)) => {
                let short = incomplete(load, columns).map(|kind| Doubt::of(load, kind, load.loaded_on));
                short.or_else(|| self.out_of_date(load, stale_after))
            }
        }
    }

    fn out_of_date(&self, load: &Load, stale_after: Span) -> Option<Doubt> {
        if let Some(completed) = self.clone.filter(|completed| load.extracted_on <= *completed) {
            return Some(Doubt::of(load, DoubtKind::BeforeClone(completed), completed));
        }
        if load.extracted_on > self.now + MAY_DIFFER {
            return Some(Doubt::of(load, DoubtKind::Ahead(load.extracted_on), self.now));
        }
        let age = self.now.since(load.extracted_on);
        (age > stale_after).then(|| Doubt::of(load, DoubtKind::Old(age), load.extracted_on + stale_after))
    }
}

/// Whether no row came of a table that no instance has empty: what stands here came before.
fn is_bare(load: &Load) -> bool {
    load.rows == 0 && !may_be_empty(&load.table)
}

/// What did not come of a table.
fn incomplete(load: &Load, columns: &[impl AsRef<str>]) -> Option<DoubtKind> {
    match &load.gap {
        Some(gap) if is_bare(load) => return Some(DoubtKind::NothingCame(gap.clone())),
        Some(gap) => return Some(DoubtKind::Gap(gap.clone())),
        None if is_bare(load) => return Some(DoubtKind::NoRows),
        None => {}
    }
    let seen = load.columns.as_ref()?;
    let unseen = columns.iter().map(AsRef::as_ref).filter(|column| !seen.contains(*column));
    let unseen: Vec<String> = unseen.map(str::to_owned).collect();
    (!unseen.is_empty()).then_some(DoubtKind::NoColumns(unseen))
}

fn latest_clone(db: Reader, now: Time) -> Result<Option<Time>> {
    let rows = db.rows(sql!("coverage/find_latest_clone.sql"), params![now])?;
    rows.first().map_or(Ok(None), |row| row.get("completed"))
}

/// The newest load of all (`load_coverage.sequence`), if there is any.
pub fn newest_load(db: Reader) -> Result<Option<i64>> {
    let rows = db.rows(sql!("coverage/find_newest_load.sql"), &[])?;
    rows.first().map_or(Ok(None), |row| row.get("sequence"))
}

/// How old rows may be before they are stale.
fn stale_after(db: Reader) -> Result<Span> {
    let rows = db.rows(sql!("coverage/find_stale_after.sql"), &[])?;
    match rows.first() {
        Some(row) => row.get::<String>("value")?.parse(),
        None => Ok(STALE_AFTER),
    }
}

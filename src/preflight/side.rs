//! A side of a clone, the source or the target: its rows, and what can be known by them.

use anyhow::Result;

use super::reason::Reason;
use crate::coverage::{DoubtKind, Sight};
use crate::db::Reader;
use crate::intake::tables::list_to_export;
use crate::time::{Span, Time};

/// Which of the two instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The instance that is cloned.
    Source,
    /// The instance that becomes a copy of it.
    Target,
}

impl Which {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }

    /// Its name in the address of a list, which the reader replaces.
    fn in_address(self) -> &'static str {
        match self {
            Self::Source => "SOURCE",
            Self::Target => "TARGET",
        }
    }

    /// The list of a table to export from it.
    pub fn list(self, table: &str) -> String {
        list_to_export(table).replace("INSTANCE", self.in_address())
    }
}

/// One instance as its rows have it. Age takes away the all-clear, never the alarm: rows that are only old still prove
/// that something breaks.
pub struct Side<'a> {
    /// Which instance.
    pub which: Which,
    /// Its rows.
    pub db: Reader<'a>,
    now: Time,
    sight: Sight,
    /// The same where nothing is ever old.
    ageless: Sight,
    /// Rows that were extracted before this are of another instance: of the target before its last clone.
    pub(super) since: Option<Time>,
}

impl<'a> Side<'a> {
    /// The instance whose rows are in `db`.
    ///
    /// # Errors
    /// When the loads on record cannot be read.
    pub fn new(which: Which, db: Reader<'a>, now: Time) -> Result<Self> {
        let sight = Sight::at(db, now)?;
        let ageless = Sight::at(db, now)?.with_stale_after(Span::from_seconds(u64::MAX));
        Ok(Self { which, db, now, sight, ageless, since: None })
    }

    /// The time at which it is judged.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Why no all-clear can rest on a table; `None` where it came whole with these columns and lately.
    pub fn doubt(&self, table: &str, columns: &[&str]) -> Option<Reason> {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let doubt = self.sight.doubt_about(table, &columns).map(|doubt| doubt.reason());
        let doubt = doubt.or_else(|| self.is_from_before(table));
        doubt.map(|doubt| {
            let what = format!("not known of the {}: {doubt}", self.which.name());
            Reason::not_seen(&what, self.which.list(table))
        })
    }

    /// Whether what is there counts: the table was loaded, and not before a clone made another of it.
    pub fn counts(&self, table: &str) -> bool {
        let is_of_it = match self.which {
            Which::Source => self.sight.load(table).is_some(),
            Which::Target => self.ageless.is_fresh(table),
        };
        is_of_it && self.is_from_before(table).is_none()
    }

    /// Whether the last load, if there was one, had this column.
    pub fn came(&self, table: &str, column: &str) -> bool {
        self.sight.sees(table, column)
    }

    /// Whether what is there in a column counts.
    pub fn shows(&self, table: &str, column: &str) -> bool {
        self.counts(table) && self.sight.sees(table, column)
    }

    /// Whether what is not there counts: the table came whole with these columns, however long ago.
    pub fn is_whole(&self, table: &str, columns: &[&str]) -> bool {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let doubt = self.ageless.doubt_about(table, &columns);
        let may_pass = |kind: &DoubtKind| {
            // A clone of the source made no other instance of it.
            self.which == Which::Source && matches!(kind, DoubtKind::BeforeClone(_))
        };
        self.counts(table) && doubt.is_none_or(|doubt| may_pass(&doubt.kind))
    }

    /// Whether it was asked for this user, where a pull asked for names and not for all.
    pub fn was_asked_for(&self, user: &str) -> bool {
        let asked = self.sight.load("sys_user").and_then(|load| load.asked.as_ref());
        asked.is_none_or(|asked| asked.iter().any(|known| known == user))
    }

    /// When the rows of a table were extracted.
    pub fn extracted_on(&self, table: &str) -> Option<Time> {
        self.sight.load(table).map(|load| load.extracted_on)
    }

    fn is_from_before(&self, table: &str) -> Option<String> {
        let clone = self.since?;
        let extracted = self.extracted_on(table).filter(|extracted| *extracted <= clone)?;
        Some(format!("the rows of {table} are of {extracted}, before the clone of {clone}"))
    }
}

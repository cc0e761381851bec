//! What a pull brought, held until all of it is here, and then stored together.

use anyhow::{Context, Result};

use super::instance::Instance;
use super::likeness::Likeness;
use super::received::Received;
use crate::coverage::{self, Load, LoadOrigin};
use crate::db::Db;
use crate::intake::Loader;
use crate::intake::record::Record;
use crate::intake::replace::Seen;
use crate::intake::tables::{self, Extract, SYS_USER, SYSEVENT};
use crate::intake::{Tally, Writing, keep_history};
use crate::time::{Span, Time};

/// Login events are asked for again from this long before the last pull: clocks differ, and an event may be
/// visible only a while after its time.
const OVERLAP: Span = Span::from_seconds(5 * 60);
/// How far the first pull looks back for login events.
const FIRST_LOOK_BACK: Span = Span::from_seconds(86_400);

/// Everything that one pull brought.
pub struct Staged {
    /// The instance.
    pub instance: Instance,
    pub(super) started: Time,
    pub(super) rows: Vec<Record>,
    pub(super) events_since: Time,
    pub(super) received: Vec<(&'static str, Received)>,
}

/// What storing a pull did.
pub struct Stored {
    /// What became of its rows.
    pub tally: Tally,
    /// What is known of each table now.
    pub loads: Vec<Load>,
    /// What suggests a clone that nobody recorded, if anything does.
    pub clone_suspected: Option<String>,
}

impl Staged {
    /// Stores it and records what it covers. With `replace`, rows that the instance no longer has are removed
    /// from the tables of which all came. To be used within a transaction.
    ///
    /// # Errors
    /// When a row is refused or cannot be written.
    pub fn store(self, db: &Db, replace: bool) -> Result<Stored> {
        let replaced = self.replaced(replace);
        let mut seen = Seen::default();
        replaced.iter().try_for_each(|table| seen.table(table))?;
        let likeness = Likeness::of(db, &self.rows)?;
        let last_load = coverage::last_load(db.reader(), SYS_USER.name)?.map(|load| load.extracted_on);
        let writing = Writing::begin(db, LoadOrigin::Pull.label(), self.started)?;
        let mut loader = Loader::new(db);
        for mut record in self.rows {
            if let (Some(table), Some(sys_id)) = (&record.table, record.value("sys_id"))
                && replaced.contains(&table.as_str())
            {
                seen.row(table, sys_id)?;
            }
            loader.load(&mut record).with_context(|| format!("storing what {} sent", self.instance))?;
        }
        let mut tally = loader.finish()?;
        writing.end()?;
        for (table, removed) in seen.remove_absent(db)? {
            tally.of(&table).deleted += removed;
        }
        let begins = events_begin(db, &self.instance, self.events_since)?;
        let loads = loads(&self.instance, (self.started, Some(begins)), self.received, &mut tally);
        loads.iter().try_for_each(|load| coverage::record(db, load))?;
        keep_history(db, &loads.iter().collect::<Vec<_>>(), self.started)?;
        Ok(Stored { tally, loads, clone_suspected: likeness.in_words(db, last_load)? })
    }

    /// The tables whose rows here are to be those of the instance.
    fn replaced(&self, replace: bool) -> Vec<&'static str> {
        let all_came = |(table, received): &&(&'static str, Received)| {
            replace
                && received.is_complete()
                && tables::table(table).is_some_and(|table| table.extract == Extract::Whole)
        };
        self.received.iter().filter(all_came).map(|(table, _)| *table).collect()
    }
}

/// What is known of the tables, for the record.
fn loads(
    instance: &Instance,
    (started, begins): (Time, Option<Time>),
    known: Vec<(&'static str, Received)>,
    tally: &mut Tally,
) -> Vec<Load> {
    let load = |(table, known): (&'static str, Received)| Load {
        table: table.to_owned(),
        origin: LoadOrigin::Pull,
        place: instance.to_string(),
        loaded_on: started,
        extracted_on: started,
        rows: known.rows,
        announced: known.announced,
        span: tally.of(table).created(),
        gap: known.gap(),
        columns: known.columns(),
        asked: known.asked,
        begins: begins.filter(|_| table == SYSEVENT.name),
    };
    known.into_iter().map(load).collect()
}

/// From when on login events are missing here: a little before the last pull that brought all of them.
pub fn events_since(db: &Db, instance: &Instance, now: Time) -> Result<Time> {
    let last = coverage::last_whole_pull_of_events(db, &instance.to_string())?;
    Ok(last.map_or(now - FIRST_LOOK_BACK, |last| last.extracted_on.min(now) - OVERLAP))
}

/// From when on login events are here once those from `since` on have come: the pull before it may reach back further.
fn events_begin(db: &Db, instance: &Instance, since: Time) -> Result<Time> {
    let last = coverage::last_whole_pull_of_events(db, &instance.to_string())?;
    let last = last.filter(|last| since <= last.extracted_on);
    Ok(last.and_then(|last| last.begins).map_or(since, |begins| begins.min(since)))
}

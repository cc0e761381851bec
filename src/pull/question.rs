//! What one pull asks for, whole before it is asked: from here on it needs no database, and may be asked in a thread.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::auth::Credentials;
use super::client::Client;
use super::instance::Instance;
use super::limits::Limits;
use super::progress::Progress;
use super::staged::Staged;
use super::{Clones, Wanted};
use crate::coverage;
use crate::db::{Db, Table};
use crate::intake::tables::TABLES;
use crate::time::Time;

/// Everything that is to be known before an instance is asked.
pub struct Question {
    /// The instance.
    pub instance: Instance,
    credentials: Credentials,
    events_since: Time,
    /// The tables of which rows stand in the database.
    stood: BTreeSet<&'static str>,
    /// The tables that are declared as not to be had.
    never: Vec<String>,
    started: Time,
}

impl Question {
    /// The question for everything; for login events from `events_since` on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(
        db: &Db,
        instance: Instance,
        credentials: Credentials,
        events_since: Time,
        now: Time,
    ) -> Result<Self> {
        let mut stood = BTreeSet::new();
        for table in TABLES {
            if Table::of(db, table.name)?.has_rows(db)? {
                stood.insert(table.name);
            }
        }
        let never = coverage::all_never(db.reader())?.into_iter().map(|never| never.table).collect();
        Ok(Self { instance, credentials, events_since, stood, never, started: now })
    }

    /// Asks it, for as long as time is `left`.
    ///
    /// # Errors
    /// When the instance cannot be asked, refuses, sends more than is kept, or no time is left.
    pub fn ask(self, limits: Limits, left: &dyn Fn() -> Duration) -> Result<Staged> {
        let Self { instance, credentials, events_since, stood, never, started } = self;
        let progress = Progress::of(&instance.to_string());
        let wait = |wait| progress.wait(wait);
        let mut client = Client::new(instance.clone(), credentials, limits, &wait)?.within(left);
        let stood = |table: &str| Ok(stood.contains(table));
        let wanted = Wanted { events_since, clones: Clones::Ask, stood: &stood, never: &never };
        let (mut rows, mut kept) = (Vec::new(), 0_usize);
        let mut received = super::pull(&mut client, wanted, &mut |table, records| {
            progress.came(table, records.len());
            kept += records.iter().map(|record| record.bytes()).sum::<usize>();
            ensure!(
                kept <= limits.kept_bytes,
                "{instance} has sent more than {} MiB of rows, {} of them, the last of {table}: nothing is kept; pull more \
                 often, or by hand with a later --since",
                limits.kept_bytes >> 20,
                rows.len()
            );
            rows.extend(records);
            Ok(())
        })?;
        // Of what was not asked for there was no load.
        received.retain(|(table, _)| !never.iter().any(|name| name == table));
        Ok(Staged { instance, started, rows, events_since, received })
    }
}

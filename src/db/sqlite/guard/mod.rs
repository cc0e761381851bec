//! The guard: what a statement that a user wrote may do, held by SQLite's own authorizer.
//!
//! It names what is allowed and refuses the rest, so that a word that a later SQLite learns is
//! refused until somebody has thought about it.

mod refusal;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use super::File;
use crate::db::{Read, Sql};
use refusal::refusal;

/// The most bytes that a value or a row may have that a user's statement reads or makes: those of a row that an import
/// takes. Comparing and searching are one instruction of SQLite each, which nothing interrupts: the limit keeps it from
/// growing without bounds, and so what a step keeps in memory.
pub(super) const LONGEST_VALUE: i32 = 8 << 20;

/// The limits that hold under the guard. The work of a LIKE grows with both, its text and its pattern.
const LIMITS: [(Limit, i32); 2] =
    [(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE), (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000)];

/// The authorizer of a connection: on while a user's statement is prepared. It stays set, because
/// setting it makes SQLite prepare every statement again.
pub(super) struct Guard {
    on: Arc<AtomicBool>,
    drops: Arc<AtomicBool>,
    refusals: Receiver<String>,
    notes: Arc<AtomicBool>,
    noted: Arc<Mutex<BTreeSet<Noted>>>,
}

/// What a statement that is prepared says of itself: what it reads, what it does to the rows of a table, and to tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noted {
    Reads(Read),
    Inserts(String),
    Updates(String),
    Deletes(String),
    Makes(String),
    Alters(String),
    Drops(String),
}

impl File {
    /// Does `work` for the step `name` under the guard: every statement that it prepares is examined, and none that
    /// was prepared without the guard is used again.
    ///
    /// # Errors
    /// The step, what was refused, to which thing and what to do instead; else whatever `work` returns.
    pub(super) fn guarded<T>(&self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let guard = self.guard()?;
        let before = self.limit_values(LIMITS.map(|(_, most)| most))?;
        guard.on.store(true, Ordering::SeqCst);
        let done = work();
        guard.on.store(false, Ordering::SeqCst);
        self.limit_values(before)?;
        let refused = guard.refusals.try_iter().collect::<Vec<_>>().into_iter().next();
        done.map_err(|error| refused.map_or(error, |why| anyhow!("{name}: {why}")))
    }

    /// Does `work` of the program's own amidst a user's statements.
    pub(super) fn trusted<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let on = self.guard()?.on.swap(false, Ordering::SeqCst);
        let done = work();
        self.guard()?.on.store(on, Ordering::SeqCst);
        done
    }

    /// Sets the limits, and returns those that held.
    fn limit_values(&self, most: [i32; LIMITS.len()]) -> Result<[i32; LIMITS.len()]> {
        let mut before = most;
        for (((limit, _), most), held) in LIMITS.into_iter().zip(most).zip(&mut before) {
            *held = self.connection.limit(limit)?;
            self.connection.set_limit(limit, most)?;
        }
        Ok(before)
    }

    /// What a statement reads, through views and subqueries as well.
    ///
    /// # Errors
    /// When it does not prepare against the schema.
    pub(super) fn noted_reads(&self, sql: Sql) -> Result<BTreeSet<Read>> {
        let read = |noted| match noted {
            Noted::Reads(read) => Some(read),
            _ => None,
        };
        Ok(self.noted(sql)?.into_iter().filter_map(read).collect())
    }

    /// All that a statement says of itself, of its views and triggers as well.
    pub(super) fn noted(&self, sql: Sql) -> Result<BTreeSet<Noted>> {
        let guard = self.guard()?;
        guard.notes.store(true, Ordering::SeqCst);
        // Not from the cache: only a statement that is prepared anew is asked about.
        let prepared = self.connection.prepare(sql.text).map(drop);
        guard.notes.store(false, Ordering::SeqCst);
        let noted = std::mem::take(&mut *guard.noted.lock().unwrap_or_else(PoisonError::into_inner));
        prepared.map_err(|error| self.trouble(error, sql))?;
        Ok(noted)
    }

    fn guard(&self) -> Result<&Guard> {
        if let Some(guard) = self.guard.get() {
            return Ok(guard);
        }
        let guard = self.set_guard()?;
        Ok(self.guard.get_or_init(|| guard))
    }

    /// Whether a statement is prepared for a user now. It has dropped nothing yet.
    pub(super) fn is_guarded(&self) -> bool {
        let on = self.guard.get().filter(|guard| guard.on.load(Ordering::SeqCst));
        on.inspect(|guard| guard.drops.store(false, Ordering::SeqCst)).is_some()
    }

    fn set_guard(&self) -> Result<Guard> {
        let (tell, refusals) = mpsc::channel();
        let noted = Arc::new(Mutex::new(BTreeSet::new()));
        let note = noted.clone();
        let [on, drops, notes] = [(); 3].map(|()| Arc::new(AtomicBool::new(false)));
        let (watches, dropping, noting) = (on.clone(), drops.clone(), notes.clone());
        self.connection.authorizer(Some(move |asked: AuthContext| {
            if noting.load(Ordering::SeqCst) {
                // A set: a view of views can name a table a million times.
                note.lock().unwrap_or_else(PoisonError::into_inner).extend(Noted::of(asked.action));
            }
            if let AuthAction::DropTable { .. } = asked.action {
                dropping.store(true, Ordering::SeqCst);
            }
            let refused = || refusal(asked, dropping.load(Ordering::SeqCst));
            match watches.load(Ordering::SeqCst).then(refused).flatten() {
                None => Authorization::Allow,
                // Nobody is left to listen only once the guard is gone.
                Some(why) => tell.send(why).map_or(Authorization::Deny, |()| Authorization::Deny),
            }
        }))?;
        Ok(Guard { on, drops, refusals, notes, noted })
    }
}

impl Noted {
    fn of(action: AuthAction) -> Option<Self> {
        match action {
            AuthAction::Read { table_name, column_name } => {
                Some(Self::Reads(Read { table: table_name.to_owned(), column: column_name.to_owned() }))
            }
            AuthAction::Insert { table_name } => Some(Self::Inserts(table_name.to_owned())),
            AuthAction::Update { table_name, .. } => Some(Self::Updates(table_name.to_owned())),
            AuthAction::Delete { table_name } => Some(Self::Deletes(table_name.to_owned())),
            AuthAction::CreateTable { table_name } => Some(Self::Makes(table_name.to_owned())),
            AuthAction::AlterTable { table_name, .. } => Some(Self::Alters(table_name.to_owned())),
            AuthAction::DropTable { table_name } => Some(Self::Drops(table_name.to_owned())),
            _ => None,
        }
    }
}

impl Noted {
    /// The table whose rows it changes.
    pub(super) fn written(&self) -> Option<&str> {
        match self {
            Self::Inserts(table) | Self::Updates(table) | Self::Deletes(table) => Some(table),
            _ => None,
        }
    }

    /// The table that it makes, alters or drops.
    pub(super) fn remade(&self) -> Option<&str> {
        match self {
            Self::Makes(table) | Self::Alters(table) | Self::Drops(table) => Some(table),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;

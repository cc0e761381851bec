//! A file at rest: a tick that found nothing to do notes on the file until when that holds. The next tick goes by the note
//! where the file, its log, the job files and the program are what they were; else it looks at everything.
//!
//! The note is an extended attribute of the database file: it is no part of what SQLite keeps, stays with this file alone, and
//! no copy and no backup has it. Where a file system has none, every tick looks at everything.

mod state;

use std::path::Path;

use anyhow::Result;
use rustix::fs::{XattrFlags, getxattr, removexattr, setxattr};

use super::context::Context;
use super::logging;
use crate::db::{Db, params, sql};
use crate::time::Span;
use state::State;

/// The name of the note.
const NOTE: &str = "user.midjobs.at_rest";

/// The longest time that a note holds: what else could change, as the rules of time zones, is seen within it.
const LONGEST: Span = Span::from_seconds(3_600);

/// More bytes than a note has.
const SIZE: usize = 128;

/// What stands there while a tick is looking, before its work and after it: a file system may pass over what is there already,
/// and tell no time.
const LOOKING: [&[u8]; 2] = [b"-", b"+"];

/// How long putting the note there may take after the last look, in nanoseconds by the clock of the file system. Whoever changed
/// the file later, and set its time back, changed when the file was changed.
const PUT_WITHIN: i128 = 100_000_000;

/// What a tick knows of the file before it opens it.
pub struct Rest<'a> {
    context: &'a Context,
    is_quiet: bool,
    /// How all was before the tick read any of it; `None` where that is not known.
    before: Option<State>,
}

impl<'a> Rest<'a> {
    /// For a tick that prints nothing where there is nothing to do, and tells nobody else.
    pub fn of(context: &'a Context, is_quiet: bool) -> Option<Self> {
        let is_plain = context.notify_file().is_none() && !context.verbose() && !context.json();
        is_plain.then_some(Self { context, is_quiet, before: None })
    }

    /// Whether there is nothing to do, as far as the note goes.
    pub fn holds(&self) -> bool {
        let now = self.context.now().unix_seconds();
        let is_in_time = |note: &Note| note.since <= now && now < note.until;
        Note::on(&self.context.file()).filter(is_in_time).is_some_and(|note| {
            self.context.ensure_time_is_real().is_ok() && self.look().is_some_and(|state| note.fits(&state))
        })
    }

    /// Takes the note away and remembers how all is: what changes from now on is seen.
    pub fn look_closely(&mut self) {
        let file = self.context.file();
        // One that is not there is taken away as well.
        let _ = removexattr(&file, NOTE);
        self.before = self.look_now(LOOKING[0]).filter(State::is_settled);
    }

    /// Until when nothing comes due in the file by itself, in seconds since 1970.
    pub fn end(&self, db: &Db) -> Result<i64> {
        let now = self.context.now();
        let row = db.row(sql!("cli/find_end_of_rest.sql"), params![now])?;
        let end = row.map_or(Ok(None), |row| row.get("until"))?;
        let longest = now + LONGEST;
        Ok(end.map_or(longest, |end| longest.min(end)).unix_seconds())
    }

    /// Notes that a tick, which is over and has closed the file, found nothing to do and nothing to say until `end`.
    pub fn note(&self, end: i64) {
        let now = self.context.now().unix_seconds();
        let is_clean = end > now && !logging::has_warned() && !self.context.had_faults();
        let Some(before) = self.before.as_ref().filter(|_| is_clean) else { return };
        let began = self.context.clock().elapsed();
        if let Some(after) = self.look_now(LOOKING[1]).filter(|after| after.hash == before.hash) {
            // A slow machine has looked for longer.
            let looked = self.context.clock().elapsed().saturating_sub(began).as_nanos();
            let put_by = after.now + PUT_WITHIN + i128::try_from(looked).unwrap_or(0);
            let note = Note { since: now, until: end, hash: before.hash, at: after.now, put_by };
            note.put(&self.context.file());
        }
    }

    /// Looks, and has the file system tell the time by its own clock.
    fn look_now(&self, looking: &[u8]) -> Option<State> {
        setxattr(self.context.file(), NOTE, looking, XattrFlags::empty()).ok()?;
        self.look()
    }

    fn look(&self) -> Option<State> {
        State::of(&self.context.file(), self.context.jobs_directory(), self.is_quiet)
    }
}

/// That nothing is to be done from one second since 1970 on and before another, while all is what it was.
struct Note {
    since: i64,
    until: i64,
    hash: u64,
    /// When all was looked at last, just before the note was put there: by the clock of the file system, in nanoseconds.
    at: i128,
    /// When the note was there at the latest, by the same clock.
    put_by: i128,
}

impl Note {
    fn on(file: &Path) -> Option<Self> {
        let mut bytes = [0; SIZE];
        let length = getxattr(file, NOTE, &mut bytes).ok()?;
        let mut words = std::str::from_utf8(bytes.get(..length)?).ok()?.split(' ');
        Some(Self {
            since: words.next()?.parse().ok()?,
            until: words.next()?.parse().ok()?,
            hash: u64::from_str_radix(words.next()?, 16).ok()?,
            at: words.next()?.parse().ok()?,
            put_by: words.next()?.parse().ok()?,
        })
    }

    /// Whether all is what it was, and nobody changed the file since the note is there.
    fn fits(&self, state: &State) -> bool {
        state.hash == self.hash && (self.at..self.put_by).contains(&state.now)
    }

    /// Where it cannot be written, the next tick looks at everything.
    fn put(&self, file: &Path) {
        let Self { since, until, hash, at, put_by } = self;
        let text = format!("{since} {until} {hash:016x} {at} {put_by}");
        if let Err(error) = setxattr(file, NOTE, text.as_bytes(), XattrFlags::empty()) {
            log::debug!("noting that {} is at rest: {error}", file.display());
        }
    }
}

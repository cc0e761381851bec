//! Receivers as the file knows them: by name, up to which message each acknowledged, and how the last attempt went.

use anyhow::Result;

use super::QUIET;
use super::config::Config;
use crate::amount::amount;
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::{Db, Row, params, sql};
use crate::finding::{Level, Note};
use crate::syslog::{self, Speaker};
use crate::time::{Span, Time};

/// Nobody else tells a receiver anything for this long after somebody began to: longer than any may take to answer.
const CLAIMED_FOR: Span = Span::from_seconds(120);

/// The wait after the first failure; it doubles up to the longest.
const FIRST_WAIT: u64 = 60;

/// The longest wait. A time farther ahead than this is that of a clock that was ahead.
const LONGEST_WAIT: u64 = 3_600;

/// How a receiver stands.
pub struct Standing {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// How many messages it has not acknowledged.
    pub waiting: i64,
    /// When it last acknowledged one.
    pub acknowledged_on: Option<Time>,
    /// Attempts that failed since.
    pub failures: i64,
    /// Why the last one did.
    pub last_error: Option<String>,
    /// When it is tried again.
    pub next_attempt: Option<Time>,
}

/// What is told next.
pub struct Next {
    /// Its place in the order (`outbox_message.sequence`).
    pub sequence: i64,
    /// Its id, which stays.
    pub id: String,
    /// The message as JSON.
    pub body: String,
}

/// Puts the receivers of `config` on record, and takes off those that it has no more. From then on the file's triggers
/// keep what there is to tell.
///
/// # Errors
/// When the file cannot be written to.
pub fn register(db: &Db, config: &Config, now: Time) -> Result<()> {
    let known: Vec<(String, String)> = known(db)?.into_iter().filter(|(name, _)| name != QUIET).collect();
    let wanted: Vec<(&str, &str)> =
        config.receivers.iter().map(|receiver| (receiver.name.as_str(), receiver.kind())).collect();
    let is_known = |it: &(&str, &str)| known.iter().any(|(name, kind)| (name.as_str(), kind.as_str()) == *it);
    if known.len() == wanted.len() && wanted.iter().all(is_known) {
        return Ok(());
    }
    db.transaction(|| {
        for (gone, _) in known.iter().filter(|(name, _)| config.receiver(name).is_none()) {
            stop(db, gone, now)?;
        }
        wanted.iter().try_for_each(|(name, kind)| put(db, name, kind))
    })
}

/// Puts whoever reads what `run --quiet` prints on record.
///
/// # Errors
/// When the file cannot be written to.
pub fn register_quiet(db: &Db) -> Result<()> {
    if known(db)?.iter().any(|(name, _)| name == QUIET) {
        return Ok(());
    }
    db.transaction(|| put(db, QUIET, "quiet"))
}

/// Takes a receiver off the record; says in the log how many messages it was not told.
///
/// # Errors
/// When the file cannot be written to.
pub fn stop(db: &Db, name: &str, now: Time) -> Result<()> {
    let waiting = waiting(db, name)?;
    db.execute(sql!("notify/delete_receiver.sql"), params![name])?;
    let text = format!("{name} is told no more; not told to it: {}", amount(waiting, "message"));
    let level = if waiting > 0 { Level::Warning } else { Level::Information };
    syslog::write(db, Speaker { source: "notify", run: None }, now, &Note::new(level, text))
}

/// Gives up what waits for a receiver; returns how many messages that are.
///
/// # Errors
/// When the file cannot be written to.
pub fn skip(db: &Db, name: &str, now: Time) -> Result<i64> {
    let waiting = waiting(db, name)?;
    db.execute(sql!("notify/skip_messages.sql"), params![name])?;
    let text = format!("{} for {name}, given up by hand", amount(waiting, "message"));
    syslog::write(db, Speaker { source: "notify", run: None }, now, &Note::new(Level::Warning, text))?;
    Ok(waiting)
}

/// How each receiver stands.
///
/// # Errors
/// When the file cannot be read.
pub fn standing(db: &Db) -> Result<Vec<Standing>> {
    let rows = db.rows(sql!("notify/list_receivers.sql"), &[])?;
    rows.iter().map(|row| of_row(db, row)).collect()
}

fn of_row(db: &Db, row: &Row) -> Result<Standing> {
    let name: String = row.get("name")?;
    Ok(Standing {
        waiting: waiting(db, &name)?,
        name,
        kind: row.get("kind")?,
        acknowledged_on: row.get("acknowledged_on")?,
        failures: row.get("failures")?,
        last_error: row.get("last_error")?,
        next_attempt: row.get("next_attempt")?,
    })
}

/// The message that the receiver is to be told next.
///
/// # Errors
/// When the file cannot be read.
pub fn next_message(db: &Db, name: &str) -> Result<Option<Next>> {
    let row = db.row(sql!("notify/find_next_message.sql"), params![name])?;
    row.map(|row| Ok(Next { sequence: row.get("sequence")?, id: row.get("sys_id")?, body: row.get("body")? }))
        .transpose()
}

/// Claims the next message of a receiver for the process `claimed_by`; `None` where nothing is due, or somebody else is
/// telling it.
///
/// # Errors
/// When the file cannot be written to.
pub(super) fn claim(db: &Db, name: &str, claimed_by: &str, now: Time) -> Result<Option<Next>> {
    commit(db, Act::Take, name, || {
        let (stale, farthest) = (now - CLAIMED_FOR, now + Span::from_seconds(LONGEST_WAIT));
        let claimed =
            db.execute(sql!("notify/claim.sql"), params![name, claimed_by, now, stale, farthest])?;
        if claimed == 0 { Ok(None) } else { next_message(db, name) }
    })
}

/// A commit on the way to that receiver.
fn commit<T>(db: &Db, act: Act, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let work = || work().inspect(|_| crash_point::reached(CrashPoint::Before(act), name));
    db.transaction(work).inspect(|_| crash_point::reached(CrashPoint::After(act), name))
}

/// The receiver has the message: it is never told it again.
///
/// # Errors
/// When the file cannot be written to.
pub fn acknowledge(db: &Db, name: &str, sequence: i64, now: Time) -> Result<()> {
    commit(db, Act::Acknowledge, name, || {
        db.execute(sql!("notify/acknowledge.sql"), params![name, sequence, now]).map(drop)
    })
}

/// An attempt failed: the next is later the more of them did, and not before the receiver asked for it.
///
/// # Errors
/// When the file cannot be written to.
pub(super) fn note_failure(
    db: &Db,
    (name, claimed_by): (&str, &str),
    (error, wait): (&str, Option<Span>),
    now: Time,
) -> Result<()> {
    commit(db, Act::Refusal, name, || {
        let failures = standing(db)?.into_iter().find(|it| it.name == name).map_or(0, |it| it.failures);
        let doubled = FIRST_WAIT << u32::try_from(failures.clamp(0, 10)).unwrap_or(0);
        let asked = wait.map_or(0, Span::seconds);
        let next_attempt = now + Span::from_seconds(doubled.max(asked).min(LONGEST_WAIT));
        let params = params![name, claimed_by, error, next_attempt];
        db.execute(sql!("notify/note_failure.sql"), params).map(drop)
    })
}

fn put(db: &Db, name: &str, kind: &str) -> Result<()> {
    db.execute(sql!("notify/insert_receiver.sql"), params![name, kind]).map(drop)
}

fn known(db: &Db) -> Result<Vec<(String, String)>> {
    let rows = db.rows(sql!("notify/list_receivers.sql"), &[])?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("kind")?))).collect()
}

fn waiting(db: &Db, name: &str) -> Result<i64> {
    let row = db.row(sql!("notify/count_waiting.sql"), params![name])?;
    row.map_or(Ok(0), |row| row.get("waiting"))
}

/// Whether anybody is to be told: then what the triggers kept is looked at.
pub(super) fn any(db: &Db) -> Result<bool> {
    Ok(!known(db)?.is_empty())
}

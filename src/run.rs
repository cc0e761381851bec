//! Runs: the occurrences of triggers, each with its one fate, in `sys_trigger_run`.

use std::fmt;

use anyhow::{Context, Result};

use crate::db::{Db, Value, sql};
use crate::time::Time;

/// Why a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOrigin {
    /// It came due.
    Schedule,
    /// Somebody asked for it.
    Manual,
}

impl RunOrigin {
    /// As stored in `sys_trigger_run.origin`.
    pub fn as_text(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Manual => "manual",
        }
    }

    /// From what is stored.
    pub fn from_text(text: &str) -> Self {
        if text == "manual" { Self::Manual } else { Self::Schedule }
    }
}

/// What became of an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its steps were carried out.
    Ran,
    /// An attempt failed or was abandoned; another follows.
    Retry,
    /// Its last attempt failed.
    Failed,
    /// Its last attempt lost its runner.
    Abandoned,
    /// Another occurrence stood in for it.
    Coalesced,
    /// It was left out, and the row says why.
    Skipped,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Ran => "ran",
            Self::Retry => "retry",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
            Self::Coalesced => "coalesced",
            Self::Skipped => "skipped",
        })
    }
}

/// An occurrence that is about to be carried out.
pub struct Start<'a> {
    /// Its sys_id.
    pub run: &'a str,
    /// Its trigger.
    pub trigger: &'a str,
    /// Its job.
    pub job: &'a str,
    /// Why it runs.
    pub origin: RunOrigin,
    /// When it was due.
    pub due: Time,
    /// Which attempt it is; 1 is the first.
    pub attempt: i64,
}

/// Records that an attempt starts; gives when its occurrence was due and why it runs,
/// which a further attempt keeps.
///
/// # Errors
/// When it cannot be written.
pub fn start(db: &Db, start: &Start, now: Time) -> Result<(Time, RunOrigin)> {
    let params = [
        ("run", start.run.into()),
        ("trigger", start.trigger.into()),
        ("job", start.job.into()),
        ("origin", start.origin.as_text().into()),
        ("due", start.due.into()),
        ("attempt", Value::Integer(start.attempt)),
        ("now", now.into()),
    ];
    let row = db.row(sql!("run/start.sql"), &params)?.context("the run was not recorded")?;
    Ok((row.get("due")?, RunOrigin::from_text(&row.get::<String>("origin")?)))
}

/// Records how an attempt ended.
///
/// # Errors
/// When it cannot be written.
pub fn finish(
    db: &Db,
    run: &str,
    outcome: Outcome,
    rows_changed: Option<usize>,
    error: Option<&str>,
    now: Time,
) -> Result<()> {
    let params = [
        ("run", run.into()),
        ("outcome", Value::from(outcome.to_string())),
        ("rows_changed", rows_changed.into()),
        ("error", error.into()),
        ("now", now.into()),
    ];
    db.execute(sql!("run/finish.sql"), &params).map(drop)
}

/// Counts an attempt whose runner died.
///
/// # Errors
/// When it cannot be written.
pub fn count_abandoned(db: &Db, run: &str) -> Result<()> {
    db.execute(sql!("run/count_abandoned_attempt.sql"), &[("run", run.into())]).map(drop)
}

/// When the latest attempt of all started, if any is on record.
pub fn latest_start(db: &Db) -> Result<Option<Time>> {
    db.row(sql!("run/find_latest_start.sql"), &[])?.map_or(Ok(None), |row| row.get("started"))
}

/// Occurrences that were due and not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// When the first of them was due.
    pub due: Time,
    /// How many they are; a million may stand for more.
    pub occurrences: usize,
    /// `Coalesced` or `Skipped`.
    pub outcome: Outcome,
    /// Why, if they were skipped.
    pub reason: Option<String>,
}

/// Records occurrences that were not carried out; `into` is the run that stands in for coalesced ones.
///
/// # Errors
/// When it cannot be written.
pub fn record_missed(
    db: &Db,
    trigger: &str,
    job: &str,
    missed: &Missed,
    into: Option<&str>,
    now: Time,
) -> Result<()> {
    let params = [
        ("trigger", trigger.into()),
        ("job", job.into()),
        ("due", Value::from(missed.due)),
        ("outcome", missed.outcome.to_string().into()),
        ("error", missed.reason.as_deref().into()),
        ("coalesced_into", into.filter(|_| missed.outcome == Outcome::Coalesced).into()),
        ("occurrences", missed.occurrences.into()),
        ("now", now.into()),
    ];
    db.execute(sql!("run/insert_missed.sql"), &params).map(drop)
}

//! Runs: the occurrences of triggers, each with its one fate, in `sys_trigger_run`.

use anyhow::{Context, Result};

use crate::db::{Db, labels, params, sql};
use crate::time::Time;

/// Why a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOrigin {
    /// It came due.
    Schedule,
    /// Somebody asked for it.
    Manual,
}

labels!(RunOrigin { Schedule = "schedule", Manual = "manual" });

/// What became of an occurrence, or is becoming of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An attempt is under way, or lost its runner.
    Running,
    /// An attempt failed or was abandoned; another follows.
    Retry,
    /// Its steps were carried out.
    Ran,
    /// Its last attempt failed.
    Failed,
    /// Its last attempt lost its runner.
    Abandoned,
    /// Another occurrence stood in for it.
    Coalesced,
    /// It was left out, and the row says why.
    Skipped,
}

labels!(Outcome {
    Running = "running",
    Retry = "retry",
    Ran = "ran",
    Failed = "failed",
    Abandoned = "abandoned",
    Coalesced = "coalesced",
    Skipped = "skipped",
});

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

/// Records that the first attempt starts at `now`.
pub fn start(db: &Db, start: &Start, now: Time) -> Result<()> {
    let Start { run, trigger, job, origin, due, attempt } = *start;
    db.execute(sql!("run/start.sql"), params![run, trigger, job, origin, due, attempt, now]).map(drop)
}

/// Records that a further attempt starts at `now`; returns when its occurrence was due and why it runs, which it keeps.
pub fn start_again(db: &Db, start: &Start, now: Time) -> Result<(Time, RunOrigin)> {
    let Start { run, trigger, job, origin, due, attempt } = *start;
    let row = db.row(sql!("run/start_again.sql"), params![run, trigger, job, origin, due, attempt, now])?;
    let row = row.context("the run was not recorded")?;
    Ok((row.get("due")?, row.get("origin")?))
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub struct Finish<'a> {
    /// The run.
    pub run: &'a str,
    /// What became of it.
    pub outcome: Outcome,
    /// Rows that its steps changed.
    pub rows_changed: Option<usize>,
    /// Why it failed.
    pub error: Option<&'a str>,
}

/// Records how an attempt ended at `now`.
pub fn finish(db: &Db, finish: Finish, now: Time) -> Result<()> {
    let Finish { run, outcome, rows_changed, error } = finish;
    db.execute(sql!("run/finish.sql"), params![run, outcome, rows_changed, error, now]).map(drop)
}

/// Records from its start to its end a run whose whole life lies in one transaction; it began at `started`.
pub fn insert_ran(db: &Db, start: &Start, started: Time, rows_changed: usize, now: Time) -> Result<()> {
    let Start { run, trigger, job, origin, due, attempt } = *start;
    let params = params![run, trigger, job, origin, due, attempt, started, rows_changed, now];
    db.execute(sql!("run/insert_ran.sql"), params).map(drop)
}

/// Counts rows that a part of a run removed; returns how many its parts removed so far, in earlier attempts as well.
pub fn count_part(db: &Db, run: &str, removed: usize) -> Result<usize> {
    let row = db.row(sql!("run/count_part.sql"), params![run, removed])?;
    let counted: i64 = row.context("the run is not on record any more")?.get("rows_changed")?;
    Ok(usize::try_from(counted).unwrap_or(usize::MAX))
}

/// Counts an attempt whose runner died.
pub fn count_abandoned(db: &Db, run: &str) -> Result<()> {
    db.execute(sql!("run/count_abandoned_attempt.sql"), params![run]).map(drop)
}

/// When the latest attempt of all started, if any is on record.
pub fn latest_start(db: &Db) -> Result<Option<Time>> {
    db.row(sql!("run/find_latest_start.sql"), &[])?.map_or(Ok(None), |row| row.get("started"))
}

/// When the occurrences of a job from `first` on, and before `end`, were due that were carried out.
pub fn carried_out(db: &Db, job: &str, first: Time, end: Time) -> Result<Vec<Time>> {
    let rows = db.rows(sql!("run/list_carried_out.sql"), params![job, first, end])?;
    rows.iter().map(|row| row.get("due")).collect()
}

/// Remembers that the occurrences of a job from `first` on, and before `end`, that were carried out ran while the clock was
/// ahead.
pub fn mark_ahead(db: &Db, job: &str, first: Time, end: Time) -> Result<()> {
    db.execute(sql!("run/mark_ahead.sql"), params![job, first, end]).map(drop)
}

/// When the occurrences of a job from `first` to `last` were due that ran already, while the clock was ahead.
pub fn ran_ahead(db: &Db, job: &str, first: Time, last: Time) -> Result<Vec<Time>> {
    let rows = db.rows(sql!("run/list_ran_ahead.sql"), params![job, first, last])?;
    rows.iter().map(|row| row.get("due")).collect()
}

/// Takes off the records of missed occurrences of a job that had not come yet; returns how many.
pub fn forget_missed(db: &Db, job: &str, first: Time, end: Time) -> Result<usize> {
    db.execute(sql!("run/delete_missed_ahead.sql"), params![job, first, end])
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

impl Missed {
    /// For people: how many, and when the first was due.
    pub fn in_words(&self) -> String {
        let due = self.due;
        match self.occurrences {
            1 => format!("the occurrence that was due at {due}"),
            many => format!("{many} occurrences, the first due at {due}"),
        }
    }
}

/// Records occurrences of `trigger` that were not carried out; `into` is the run that stands in for coalesced ones.
pub fn record_missed(
    db: &Db,
    (trigger, job): (&str, &str),
    missed: &Missed,
    into: Option<&str>,
    now: Time,
) -> Result<()> {
    let Missed { due, occurrences, outcome, ref reason } = *missed;
    let coalesced_into = into.filter(|_| outcome == Outcome::Coalesced);
    let params =
        params![trigger, job, due, outcome, error: reason.as_deref(), coalesced_into, occurrences, now];
    db.execute(sql!("run/insert_missed.sql"), params).map(drop)
}

//! Triggers: when to run which job. All that is done to a row of `sys_trigger`, by intent.

mod registration;

use anyhow::{Result, bail};

use crate::db::{Db, Row, Value, sql};
use crate::run::RunOrigin;
use crate::time::Time;

pub use registration::register;

/// A row of `sys_trigger`, as far as the runner reads it.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its key.
    pub sys_id: String,
    /// The job.
    pub job: String,
    /// Whether it repeats, or is used up when it has run.
    pub repeats: bool,
    /// When it is next looked at.
    pub next_action: Time,
    /// The run that waits for its next attempt or lost its runner.
    pub run: Option<String>,
    /// What the job is about: the clone.
    pub job_context: Option<String>,
}

impl Trigger {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            sys_id: row.get("sys_id")?,
            job: row.get("name")?,
            repeats: row.get::<i64>("trigger_type")? == 1,
            next_action: row.get("next_action")?,
            run: row.get("run")?,
            job_context: row.get("job_context")?,
        })
    }
}

/// A trigger in Running whose runner is not there any more.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The trigger.
    pub trigger: Trigger,
    /// Attempts made, with the one that was cut off.
    pub attempt: i64,
    /// The runner that claimed it.
    pub claimed_by: Option<String>,
    /// Why it ran; `None` when it has no run.
    pub origin: Option<RunOrigin>,
}

/// What names a claim: an update that names it changes nothing when somebody else took over.
#[derive(Clone, Copy, Debug)]
pub struct ClaimKey<'a> {
    /// The trigger.
    pub trigger: &'a str,
    /// The run.
    pub run: &'a str,
    /// The runner.
    pub runner: &'a str,
}

/// How an occurrence of a repeating trigger ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// What went wrong, if anything did.
    pub error: Option<&'a str>,
    /// How long the work took.
    pub milliseconds: i64,
}

/// Schedules a job to run once; `None` when that clone scheduled it already.
///
/// # Errors
/// When the row cannot be written.
pub fn schedule_once(db: &Db, job: &str, at: Time, job_context: Option<&str>) -> Result<Option<String>> {
    let params = [
        ("job", job.into()),
        ("trigger_type", Value::Integer(0)),
        ("next_action", at.into()),
        ("schedule", Value::Null),
        ("active", true.into()),
        ("job_context", job_context.into()),
    ];
    db.row(sql!("trigger/insert.sql"), &params)?.map(|row| row.get("sys_id")).transpose()
}

/// What is due, in the order to run it.
///
/// # Errors
/// When a row cannot be read.
pub fn due(db: &Db, now: Time) -> Result<Vec<Trigger>> {
    let rows = db.rows(sql!("trigger/list_due.sql"), &[("now", now.into())])?;
    rows.iter().map(Trigger::from_row).collect()
}

/// When something is next due, if anything is.
///
/// # Errors
/// When it cannot be read.
pub fn next_due(db: &Db) -> Result<Option<Time>> {
    db.row(sql!("trigger/find_next_due.sql"), &[])?.map_or(Ok(None), |row| row.get("next_action"))
}

/// Brings the triggers of a job out of Error, due at once; gives how many there were.
///
/// # Errors
/// When they cannot be written.
pub fn retry(db: &Db, job: &str, now: Time) -> Result<usize> {
    db.execute(sql!("trigger/retry.sql"), &[("job", job.into()), ("now", now.into())])
}

/// Pauses the triggers of a job, or lets them come due again; gives how many there are.
pub fn set_active(db: &Db, job: &str, active: bool) -> Result<usize> {
    db.execute(sql!("trigger/set_active.sql"), &[("job", job.into()), ("active", active.into())])
}

/// The triggers of a job, the one that comes first in front.
///
/// # Errors
/// When a row cannot be read.
pub fn of_job(db: &Db, job: &str) -> Result<Vec<Trigger>> {
    let rows = db.rows(sql!("trigger/list_of_job.sql"), &[("job", job.into())])?;
    rows.iter().map(Trigger::from_row).collect()
}

/// The triggers in Running. Whoever holds the runner lock knows that their runners are gone.
///
/// # Errors
/// When a row cannot be read.
pub fn running(db: &Db) -> Result<Vec<Orphan>> {
    let rows = db.rows(sql!("trigger/list_running.sql"), &[])?;
    let orphan = |row: &Row| {
        Ok(Orphan {
            trigger: Trigger::from_row(row)?,
            attempt: row.get("attempt")?,
            claimed_by: row.get("claimed_by")?,
            origin: row.get::<Option<String>>("origin")?.map(|origin| RunOrigin::from_text(&origin)),
        })
    };
    rows.iter().map(orphan).collect()
}

/// Whether a trigger runs by its time, or because somebody asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Only if it is due.
    WhenDue,
    /// Due or not, paused or not.
    AtOnce,
}

/// Takes a trigger: gives its run and which attempt this is, or `None` when it is no longer to be had.
///
/// # Errors
/// When the row cannot be written.
pub fn claim(
    db: &Db,
    trigger: &str,
    runner: &str,
    demand: Demand,
    now: Time,
) -> Result<Option<(String, i64)>> {
    let params = [
        ("trigger", trigger.into()),
        ("runner", runner.into()),
        ("by_hand", Value::from(demand == Demand::AtOnce)),
        ("now", now.into()),
    ];
    let row = db.row(sql!("trigger/claim.sql"), &params)?;
    row.map(|row| Ok((row.get("run")?, row.get("attempt")?))).transpose()
}

/// Gives up the claim on a repeating trigger whose occurrence ended; it is next due at `next_action`.
///
/// # Errors
/// When the row cannot be written, or somebody else took the trigger over.
pub fn release(db: &Db, claim: ClaimKey, ended: Ended, next_action: Time) -> Result<()> {
    let params = [
        ("trigger", claim.trigger.into()),
        ("run", claim.run.into()),
        ("runner", Value::from(claim.runner)),
        ("next_action", next_action.into()),
        ("succeeded", ended.error.is_none().into()),
        ("error", ended.error.into()),
        ("milliseconds", Value::Integer(ended.milliseconds)),
    ];
    ensure_still_ours(db.execute(sql!("trigger/release_repeating.sql"), &params)?)
}

/// Removes a trigger that ran once.
///
/// # Errors
/// When the row cannot be written, or somebody else took the trigger over.
pub fn use_up(db: &Db, claim: ClaimKey) -> Result<()> {
    let params =
        [("trigger", claim.trigger.into()), ("run", claim.run.into()), ("runner", Value::from(claim.runner))];
    ensure_still_ours(db.execute(sql!("trigger/delete_used_up.sql"), &params)?)
}

/// Whether an attempt that did not succeed counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It does: the job may have only so many.
    Job,
    /// It does not: the runner was asked to stop.
    Nobody,
}

/// Lets the run of a trigger in Running have another attempt.
///
/// # Errors
/// When the row cannot be written, or somebody else took the trigger over.
pub fn requeue(
    db: &Db,
    trigger: &str,
    run: &str,
    next_action: Time,
    error: &str,
    blame: Blame,
) -> Result<()> {
    let params = [
        ("trigger", trigger.into()),
        ("run", Value::from(run)),
        ("next_action", next_action.into()),
        ("error", error.into()),
        ("forgiven", (blame == Blame::Nobody).into()),
    ];
    ensure_still_ours(db.execute(sql!("trigger/requeue.sql"), &params)?)
}

/// Puts a trigger in Running into Error, where it stays until somebody retries it.
///
/// # Errors
/// When the row cannot be written, or somebody else took the trigger over.
pub fn stop(db: &Db, trigger: &str, run: &str, error: &str) -> Result<()> {
    let params = [("trigger", trigger.into()), ("run", Value::from(run)), ("error", error.into())];
    ensure_still_ours(db.execute(sql!("trigger/stop.sql"), &params)?)
}

/// Makes a trigger in Running ready for its next occurrence.
///
/// # Errors
/// When the row cannot be written.
pub fn recover(db: &Db, trigger: &str) -> Result<()> {
    db.execute(sql!("trigger/recover.sql"), &[("trigger", trigger.into())]).map(drop)
}

/// Moves a trigger whose due occurrences were all skipped.
///
/// # Errors
/// When the row cannot be written.
pub fn move_to(db: &Db, trigger: &str, next_action: Time) -> Result<()> {
    let params = [("trigger", trigger.into()), ("next_action", Value::from(next_action))];
    db.execute(sql!("trigger/move.sql"), &params).map(drop)
}

fn ensure_still_ours(rows: usize) -> Result<()> {
    if rows == 0 {
        bail!("another runner took the trigger over: this attempt was rolled back");
    }
    Ok(())
}

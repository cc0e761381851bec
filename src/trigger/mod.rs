//! Triggers: when to run which job. All that is done to a row of `sys_trigger`, by intent.

mod ahead;
mod claiming;
mod gone;
mod local;
mod registration;

use anyhow::{Context, Result};

use crate::db::{Db, Row, params, sql};
use crate::run::{self, Finish, Missed, Outcome, RunOrigin};
use crate::time::Time;

pub use ahead::is_ahead;
pub use claiming::{
    Blame, ClaimKey, Counted, Demand, Ended, claim, count_attempt, ensure_held, move_to, recover, release,
    requeue, stop, use_up,
};
pub use gone::{held_by, is_there, remove, whereabouts};
pub use local::note_local;
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
    /// Attempts made at that run.
    pub attempts: i64,
    /// What the job is about: the clone.
    pub job_context: Option<String>,
    /// The newest load when the job last ran (`load_coverage.sequence`).
    pub seen_load: Option<i64>,
    /// The job file that its schedule comes from, where that is not built in.
    pub job_file: Option<String>,
}

impl Trigger {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            sys_id: row.get("sys_id")?,
            job: row.get("name")?,
            repeats: row.get::<i64>("trigger_type")? == REPEAT,
            next_action: row.get("next_action")?,
            run: row.get("run")?,
            attempts: row.get("attempt")?,
            job_context: row.get("job_context")?,
            seen_load: row.get("seen_load")?,
            job_file: row.get("job_file")?,
        })
    }
}

/// What `sys_trigger.trigger_type` says of a trigger that is used up when it has run.
const RUN_ONCE: i64 = 0;

/// What it says of one that repeats.
const REPEAT: i64 = 1;

/// `sys_trigger.priority` of a job that judges rows.
const PRIORITY: i64 = 100;

/// That of a job that pulls: it brings what the others judge, so it comes before them.
const PRIORITY_OF_PULL: i64 = 50;

/// A trigger in Running whose runner is not there any more.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The trigger.
    pub trigger: Trigger,
    /// The runner that claimed it.
    pub claimed_by: Option<String>,
    /// Why it ran; `None` when it has no run.
    pub origin: Option<RunOrigin>,
    /// When its occurrence was due; `None` when it has no run.
    pub due: Option<Time>,
}

impl Orphan {
    /// Whether its attempt shared a commit with others: it had not ended, and was not counted.
    pub fn shared(&self) -> bool {
        self.trigger.attempts == 0
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            trigger: Trigger::from_row(row)?,
            claimed_by: row.get("claimed_by")?,
            origin: row.get("origin")?,
            due: row.get("due")?,
        })
    }
}

/// Schedules a job to run once at `next_action`, for `job_context` (the clone) if there is one; returns the trigger,
/// or `None` when it was scheduled for that already.
pub fn schedule_once(
    db: &Db,
    job: &str,
    next_action: Time,
    job_context: Option<&str>,
) -> Result<Option<String>> {
    let (schedule, file, file_active): (Option<&str>, Option<&str>, Option<bool>) = (None, None, None);
    let params = params![
        job,
        trigger_type: RUN_ONCE,
        next_action,
        priority: PRIORITY,
        schedule,
        active: true,
        job_context,
        job_file: file,
        file_active,
    ];
    db.row(sql!("trigger/insert.sql"), params)?.map(|row| row.get("sys_id")).transpose()
}

/// Cancels what is to run once for `job_context` (the clone), but for a run under way: each occurrence is on record as
/// skipped for that reason. Returns the jobs and when they were due.
pub fn cancel(db: &Db, job_context: &str, reason: &str, now: Time) -> Result<Vec<(String, Time)>> {
    let mut cancelled = Vec::new();
    for row in db.rows(sql!("trigger/delete_of_context.sql"), params![context: job_context])? {
        let (trigger, job, due): (String, String, Time) =
            (row.get("sys_id")?, row.get("name")?, row.get("next_action")?);
        match row.get::<Option<String>>("run")? {
            Some(run) => {
                let finish =
                    Finish { run: &run, outcome: Outcome::Skipped, rows_changed: None, error: Some(reason) };
                run::finish(db, finish, now)?;
            }
            None => {
                let reason = Some(reason.to_owned());
                let missed = Missed { due, occurrences: 1, outcome: Outcome::Skipped, reason };
                run::record_missed(db, (&trigger, &job), &missed, None, now)?;
            }
        }
        cancelled.push((job, due));
    }
    cancelled.sort();
    Ok(cancelled)
}

/// What is due at `now`, in the order to run it.
pub fn due(db: &Db, now: Time) -> Result<Vec<Trigger>> {
    let mut due = Vec::new();
    db.for_each_row(sql!("trigger/list_due.sql"), params![now], |row| {
        due.push(Trigger::from_row(row)?);
        Ok(())
    })?;
    Ok(due)
}

/// When something is next due, if anything is.
pub fn next_due(db: &Db) -> Result<Option<Time>> {
    db.row(sql!("trigger/find_next_due.sql"), &[])?.map_or(Ok(None), |row| row.get("next_action"))
}

/// The triggers of a job, the one that comes first in front; at most `limit` of them.
pub fn of_job(db: &Db, job: &str, limit: usize) -> Result<Vec<Trigger>> {
    db.rows(sql!("trigger/list_of_job.sql"), params![job, limit])?.iter().map(Trigger::from_row).collect()
}

/// The repeating trigger of a job, if it has one.
pub fn repeating(db: &Db, job: &str) -> Result<Option<Trigger>> {
    db.row(sql!("trigger/find_repeating.sql"), params![job])?.as_ref().map(Trigger::from_row).transpose()
}

/// The active trigger of a job that waits for its time, if there is one.
pub fn ready(db: &Db, job: &str) -> Result<Option<Trigger>> {
    db.row(sql!("trigger/find_ready.sql"), params![job])?.as_ref().map(Trigger::from_row).transpose()
}

/// Whether any trigger of the job comes due; `None` where it has none.
pub fn is_active(db: &Db, job: &str) -> Result<Option<bool>> {
    db.row(sql!("trigger/find_active.sql"), params![job])?.map(|row| row.get("active")).transpose()
}

/// Whether an attempt of the job did not succeed and the next one is still to come.
pub fn is_between_attempts(db: &Db, job: &str) -> Result<bool> {
    let row = db.row(sql!("trigger/count_between_attempts.sql"), params![job])?;
    row.map_or(Ok(false), |row| row.get("triggers"))
}

/// The trigger of a job that comes first.
///
/// # Errors
/// When the job has none.
pub fn first_of_job(db: &Db, job: &str) -> Result<Trigger> {
    of_job(db, job, 1)?.into_iter().next().with_context(|| format!("the job {job} has no trigger"))
}

/// The triggers in Running. Whoever holds the runner lock knows that their runners are gone.
pub fn running(db: &Db) -> Result<Vec<Orphan>> {
    db.rows(sql!("trigger/list_running.sql"), &[])?.iter().map(Orphan::from_row).collect()
}

/// Pauses the triggers of a job, or lets them come due again; returns how many there are.
pub fn set_active(db: &Db, job: &str, active: bool) -> Result<usize> {
    db.execute(sql!("trigger/set_active.sql"), params![job, active])
}

/// Brings the triggers of a job out of Error, due at `now`; returns how many there were.
pub fn retry(db: &Db, job: &str, now: Time) -> Result<usize> {
    db.execute(sql!("trigger/retry.sql"), params![job, now])
}

//! What a runner does to the trigger that it takes, keeps and gives back.

use anyhow::{Result, bail};

use super::Trigger;
use crate::db::{Db, new_sys_id, params, sql};
use crate::time::Time;

/// What names a claim: an update that names it changes nothing when somebody else took over.
#[derive(Clone, Copy, Debug)]
pub struct ClaimKey<'a> {
    /// The trigger.
    pub trigger: &'a str,
    /// The run.
    pub run: &'a str,
    /// The runner.
    pub runner: &'a str,
    /// When it was due, where nothing was written before its work: then it is what it was when it was read.
    pub unclaimed: Option<Time>,
}

/// How an occurrence of a repeating trigger ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// What went wrong, if anything did.
    pub error: Option<&'a str>,
    /// How long the work took.
    pub milliseconds: i64,
}

/// Whether a trigger runs by its time, or because somebody asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Only if it is due.
    WhenDue,
    /// Due or not, paused or not.
    AtOnce,
}

/// Whether an attempt counts from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// If its runner dies, it was this one.
    FromItsStart,
    /// It shares a commit with others: if the runner dies, nobody can say whose fault it was.
    AtItsEnd,
}

/// Takes a trigger for `runner`: returns the run, or `None` when it is not what was seen any more.
pub fn claim(
    db: &Db,
    trigger: &Trigger,
    runner: &str,
    (demand, counted): (Demand, Counted),
    now: Time,
) -> Result<Option<String>> {
    let counted = counted == Counted::FromItsStart;
    let run = trigger.run.clone().unwrap_or_else(|| new_sys_id(now));
    let Trigger { sys_id, attempts, .. } = trigger;
    let by_hand = demand == Demand::AtOnce;
    let params = params![trigger: sys_id, attempts: *attempts, runner, by_hand, counted, run: &run, now];
    Ok((db.execute(sql!("trigger/claim.sql"), params)? > 0).then_some(run))
}

/// Counts an attempt that was not counted from its start.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn count_attempt(db: &Db, claim: ClaimKey) -> Result<()> {
    let ClaimKey { trigger, run, runner, .. } = claim;
    ensure_still_ours(db.execute(sql!("trigger/count_attempt.sql"), params![trigger, run, runner])?)
}

/// Gives up the claim on a repeating trigger whose occurrence ended; it is next due at `next_action`.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn release(db: &Db, claim: ClaimKey, ended: Ended, next_action: Time) -> Result<()> {
    let ClaimKey { trigger, run, runner, unclaimed } = claim;
    let Ended { error, milliseconds } = ended;
    let succeeded = error.is_none();
    let params = params![trigger, run, runner, unclaimed, next_action, succeeded, error, milliseconds];
    ensure_still_ours(db.execute(sql!("trigger/release_repeating.sql"), params)?)
}

/// Makes sure within a transaction that the claim still holds.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn ensure_held(db: &Db, claim: ClaimKey) -> Result<()> {
    let ClaimKey { trigger, run, runner, .. } = claim;
    ensure_still_ours(db.rows(sql!("trigger/find_claim.sql"), params![trigger, run, runner])?.len())
}

/// Removes a trigger that ran once.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn use_up(db: &Db, claim: ClaimKey) -> Result<()> {
    let ClaimKey { trigger, run, runner, unclaimed } = claim;
    let params = params![trigger, run, runner, unclaimed];
    ensure_still_ours(db.execute(sql!("trigger/delete_used_up.sql"), params)?)
}

/// Whether an attempt that did not succeed counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It does: the job has a limit of them.
    Job,
    /// It does not: the runner was asked to stop.
    Nobody,
}

/// Lets the run of a trigger in Running have another attempt at `next_action`.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn requeue(
    db: &Db,
    (trigger, run): (&str, &str),
    next_action: Time,
    error: &str,
    blame: Blame,
) -> Result<()> {
    let params = params![trigger, run, next_action, error, forgiven: blame == Blame::Nobody];
    ensure_still_ours(db.execute(sql!("trigger/requeue.sql"), params)?)
}

/// Puts a trigger in Running into Error, where it stays until somebody retries it.
///
/// # Errors
/// When somebody else took the trigger over.
pub fn stop(db: &Db, (trigger, run): (&str, &str), error: &str) -> Result<()> {
    ensure_still_ours(db.execute(sql!("trigger/stop.sql"), params![trigger, run, error])?)
}

/// Makes a trigger in Running ready for its next occurrence.
pub fn recover(db: &Db, trigger: &str) -> Result<()> {
    db.execute(sql!("trigger/recover.sql"), params![trigger]).map(drop)
}

/// Moves a trigger whose due occurrences were all skipped.
pub fn move_to(db: &Db, trigger: &str, next_action: Time) -> Result<()> {
    db.execute(sql!("trigger/move.sql"), params![trigger, next_action]).map(drop)
}

fn ensure_still_ours(rows: usize) -> Result<()> {
    if rows == 0 {
        bail!("another runner took the trigger over: this attempt was rolled back");
    }
    Ok(())
}

//! A clone of the instance: its record, and the checks that it schedules.

mod by_hand;

use anyhow::{Context, Result};

pub use by_hand::{Named, cancel};

use crate::coverage::{Doubt, Sight};
use crate::db::{Db, params, sql};
use crate::finding::{Level, Note};
use crate::job::{Catalog, Plan};
use crate::syslog::{self, Speaker};
use crate::time::Span;
use crate::time::Time;
use crate::trigger;

/// Who writes to the log about checks: ServiceNow's name of the cleanup script that does this there.
const CLEANUP: Speaker = Speaker { source: "Bad MID Server credentials after clone", run: None };

/// A clone that is found later than this after it completed is history.
const STILL_TO_CHECK: Span = Span::from_seconds(86_400);

/// What is known of a clone.
pub struct Clone<'a> {
    /// The instance that was copied.
    pub source: Option<&'a str>,
    /// The instance that was copied over.
    pub target: Option<&'a str>,
    /// When it completed.
    pub completed: Time,
}

/// What recording a clone did.
pub struct Recorded {
    /// The clone (`clone_instance.sys_id`).
    pub clone: String,
    /// What it scheduled; nothing when it was recorded before.
    pub scheduled: Vec<Scheduled>,
    /// When it was recorded to have completed before, if that was corrected.
    pub corrected: Option<Time>,
}

/// A check that a clone scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// The job.
    pub job: String,
    /// When it is due.
    pub next_action: Time,
    /// Its trigger.
    pub trigger: String,
}

/// Records the clone and schedules every job with `on = "clone"`, in one transaction.
/// The same clone again schedules nothing; with another time it is corrected, and its checks are scheduled anew.
pub fn record(db: &Db, catalog: &Catalog, clone: &Clone, named: Named, now: Time) -> Result<Recorded> {
    db.transaction(|| {
        if let Some(by_hand::Corrected { clone: sys_id, from }) = by_hand::correct(db, clone, named, now)? {
            let scheduled = schedule_checks(db, catalog, &sys_id, clone.completed, now)?;
            return Ok(Recorded { clone: sys_id, scheduled, corrected: Some(from) });
        }
        let (sys_id, scheduled_on) = find_or_insert(db, clone, now)?;
        let scheduled = match scheduled_on {
            Some(_) => Vec::new(),
            None => schedule_checks(db, catalog, &sys_id, clone.completed, now)?,
        };
        Ok(Recorded { clone: sys_id, scheduled, corrected: None })
    })
}

/// The clone (`clone_instance.sys_id`), and when its checks were scheduled, if they were.
fn find_or_insert(db: &Db, clone: &Clone, now: Time) -> Result<(String, Option<Time>)> {
    let Clone { source, target, completed } = *clone;
    let Some(known) = db.row(sql!("clone/find.sql"), params![completed])? else {
        let row = db.row(sql!("clone/insert.sql"), params![source, target, completed, now])?;
        return Ok((row.context("the clone was not recorded")?.get("sys_id")?, None));
    };
    let clone: String = known.get("sys_id")?;
    db.execute(sql!("clone/name_instances.sql"), params![clone: &clone, source, target])?;
    Ok((clone, known.get("scheduled_on")?))
}

/// Schedules the checks of each clone over `instance` that completed within the last day and has none: rows of
/// `clone_instance` that came from outside. To be used within a transaction.
pub fn schedule_found(db: &Db, catalog: &Catalog, instance: &str, now: Time) -> Result<Vec<Scheduled>> {
    let mut scheduled = Vec::new();
    for clone in db.rows(sql!("clone/list_unscheduled.sql"), params![since: now - STILL_TO_CHECK, now])? {
        let target: Option<String> = clone.get("target_instance")?;
        if target.is_some_and(|target| bare_name(&target) == bare_name(instance)) {
            let (sys_id, completed): (String, Time) = (clone.get("sys_id")?, clone.get("completed")?);
            scheduled.extend(schedule_checks(db, catalog, &sys_id, completed, now)?);
        }
    }
    Ok(scheduled)
}

/// Whether checks of a clone are to come that is none.
pub fn any_undone(db: &Db) -> Result<bool> {
    Ok(!db.rows(sql!("clone/list_undone.sql"), &[])?.is_empty())
}

/// Cancels the checks to come of each clone that is none, as it was cancelled, rolled back or ended in an error. To be
/// used within a transaction.
pub fn cancel_undone(db: &Db, now: Time) -> Result<()> {
    for clone in db.rows(sql!("clone/list_undone.sql"), &[])? {
        let (sys_id, state): (String, String) = (clone.get("sys_id")?, clone.get("state")?);
        let completed: Option<String> = clone.get("completed")?;
        let reason = format!("the clone of {} is {state}", completed.unwrap_or_default());
        for (job, due) in trigger::cancel(db, &sys_id, &reason, now)? {
            let note = Note::new(Level::Warning, format!("{reason}: {job}, due {due}, was cancelled"));
            log::warn!("{}", note.message);
            syslog::write(db, CLEANUP, now, &note)?;
        }
    }
    Ok(())
}

/// `dev12345` of `https://Dev12345.service-now.com`: instances are named in either way.
fn bare_name(instance: &str) -> String {
    let host = instance.split_once("://").map_or(instance, |(_, host)| host);
    host.split(['.', ':', '/']).next().unwrap_or(host).to_lowercase()
}

/// Schedules one job again for the latest clone, at once.
///
/// # Errors
/// When no clone is recorded, or the row cannot be written.
pub fn check_latest_again(db: &Db, job: &str, now: Time) -> Result<()> {
    let clone = db.row(sql!("clone/find_latest.sql"), &[])?;
    let clone = clone.with_context(|| {
        format!("{job} checks what a clone left, and none is recorded: record it with `midjobs after-clone`")
    })?;
    trigger::schedule_once(db, job, now, Some(&clone.get::<String>("sys_id")?)).map(drop)
}

/// Whether a check could see what the clone left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// It could: what it did not find is not there.
    All,
    /// It could not: it is made again when rows come.
    NotAll,
}

impl Sees {
    /// What a check with these doubts sees.
    pub fn of(doubts: &[Doubt]) -> Self {
        if doubts.is_empty() { Self::All } else { Self::NotAll }
    }
}

/// Notes how a check of the clone went. To be used within a transaction.
pub fn note_check(db: &Db, clone: &str, job: &str, sees: Sees) -> Result<()> {
    let waiting: Option<&str> = (sees == Sees::NotAll).then_some(job);
    db.execute(sql!("clone/note_check.sql"), params![clone, waiting]).map(drop)
}

/// Schedules the check of the latest clone that waits for rows once more, at once, where the MID Servers can be judged
/// now; once for a clone. To be used within a transaction, after rows were loaded.
pub fn check_waiting_again(db: &Db, now: Time) -> Result<Option<Scheduled>> {
    let Some(clone) = db.row(sql!("clone/find_waiting.sql"), &[])? else { return Ok(None) };
    let (sys_id, completed, job): (String, Time, String) =
        (clone.get("sys_id")?, clone.get("completed")?, clone.get("waiting_check")?);
    if Sight::at(db.reader(), now)?.doubt_after_clone(completed).is_some() {
        return Ok(None);
    }
    let Some(trigger) = trigger::schedule_once(db, &job, now, Some(&sys_id))? else { return Ok(None) };
    db.execute(sql!("clone/mark_checked_again.sql"), params![clone: &sys_id, now])?;
    let text = format!(
        "rows newer than the clone of {completed} came: scheduled [sys_trigger] job: {job} once more"
    );
    syslog::write(db, CLEANUP, now, &Note::new(Level::Information, text))?;
    Ok(Some(Scheduled { job, next_action: now, trigger }))
}

/// When the clone completed.
///
/// # Errors
/// When it is not in `clone_instance`.
pub fn completed(db: &Db, clone: &str) -> Result<Time> {
    let row = db.row(sql!("clone/find_completed.sql"), params![clone])?;
    row.with_context(|| format!("the clone {clone} that this is about is not in clone_instance"))?
        .get("completed")
}

/// When the next check of the clone is to be looked at; `None` when those left are in Error, paused, or of a job
/// that is not in the catalog: waiting does not help them.
pub fn next_check(db: &Db, catalog: &Catalog, clone: &str) -> Result<Option<Time>> {
    let rows = db.rows(sql!("clone/list_triggers.sql"), params![clone])?;
    for row in rows {
        if catalog.find(&row.get::<String>("name")?).is_some() {
            return row.get("next_action").map(Some);
        }
    }
    Ok(None)
}

/// Whether checks of other clones have not run yet.
pub fn others_pending(db: &Db, clone: &str) -> Result<bool> {
    let row = db.row(sql!("clone/count_others_pending.sql"), params![clone])?;
    row.map_or(Ok(false), |row| row.get("clones"))
}

fn schedule_checks(
    db: &Db,
    catalog: &Catalog,
    clone: &str,
    completed: Time,
    now: Time,
) -> Result<Vec<Scheduled>> {
    let mut scheduled = Vec::new();
    for job in &catalog.jobs {
        let Plan::AfterClone(after) = job.plan else { continue };
        let next_action = completed + after;
        if let Some(trigger) = trigger::schedule_once(db, &job.name, next_action, Some(clone))? {
            let message = format!("scheduled [sys_trigger] job: {} for {next_action}", job.name);
            syslog::write(db, CLEANUP, now, &Note::new(Level::Information, message))?;
            scheduled.push(Scheduled { job: job.name.clone(), next_action, trigger });
        }
    }
    db.execute(sql!("clone/mark_scheduled.sql"), params![clone, now])?;
    scheduled.sort_by_key(|check| check.next_action);
    Ok(scheduled)
}

//! A clone of the instance: its record, and the checks that it schedules.

use anyhow::{Context, Result};

use crate::db::{Db, Value, sql};
use crate::finding::{Level, Note};
use crate::job::{Catalog, Plan};
use crate::syslog::{self, Speaker};
use crate::time::Time;
use crate::trigger;

/// ServiceNow's name of the cleanup script that does this there.
const CLEANUP_SCRIPT: &str = "Bad MID Server credentials after clone";

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
/// The same clone again schedules nothing.
///
/// # Errors
/// When a row cannot be written.
pub fn record(db: &Db, catalog: &Catalog, clone: &Clone, now: Time) -> Result<Recorded> {
    db.transaction(|| {
        let params = [
            ("source", Value::from(clone.source)),
            ("target", clone.target.into()),
            ("completed", clone.completed.into()),
            ("now", now.into()),
        ];
        if let Some(known) = db.row(sql!("runner/find_clone.sql"), &params)? {
            let clone: String = known.get("sys_id")?;
            let mut params = params.to_vec();
            params.push(("clone", Value::from(&clone)));
            db.execute(sql!("runner/name_clone_instances.sql"), &params)?;
            return Ok(Recorded { clone, scheduled: Vec::new() });
        }
        let row = db.row(sql!("runner/insert_clone.sql"), &params)?.context("the clone was not recorded")?;
        let sys_id: String = row.get("sys_id")?;
        let scheduled = schedule_checks(db, catalog, &sys_id, clone.completed, now)?;
        Ok(Recorded { clone: sys_id, scheduled })
    })
}

/// Schedules one job again for the latest clone, at once; gives its trigger.
///
/// # Errors
/// When no clone is recorded.
pub fn check_latest_again(db: &Db, job: &str, now: Time) -> Result<()> {
    let clone = db.row(sql!("runner/find_latest_clone.sql"), &[])?;
    let clone = clone.with_context(|| {
        format!("{job} checks what a clone left, and none is recorded: record it with `midjobs after-clone`")
    })?;
    trigger::schedule_once(db, job, now, Some(&clone.get::<String>("sys_id")?)).map(drop)
}

/// When the next check of the clone is to be looked at; `None` when all have run or are in Error.
///
/// # Errors
/// When the triggers cannot be read.
pub fn next_check(db: &Db, clone: &str) -> Result<Option<Time>> {
    let rows = db.rows(sql!("runner/list_triggers_of_clone.sql"), &[("clone", clone.into())])?;
    for row in rows {
        if row.get::<i64>("state")? >= 0 {
            return row.get("next_action").map(Some);
        }
    }
    Ok(None)
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
            let speaker = Speaker { source: CLEANUP_SCRIPT, run: None };
            syslog::write(db, speaker, now, &Note::new(Level::Information, message))?;
            scheduled.push(Scheduled { job: job.name.clone(), next_action, trigger });
        }
    }
    scheduled.sort_by_key(|check| check.next_action);
    Ok(scheduled)
}

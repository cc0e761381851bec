//! Registration: every repeating job has its trigger, and no other job has one that repeats.

use std::collections::HashMap;

use anyhow::Result;

use super::{PRIORITY, PRIORITY_OF_PULL, REPEAT};
use crate::db::{Db, params, sql};
use crate::job::{Catalog, Job, Plan};
use crate::time::Time;

/// Gives every repeating job its trigger, first due one interval from now, moves those whose schedule was
/// changed, and removes those of jobs that repeat no longer. Registering again changes nothing and writes nothing.
pub fn register(db: &Db, catalog: &Catalog, now: Time) -> Result<()> {
    let known = registered(db)?;
    for job in &catalog.jobs {
        let known = known.get(&job.name);
        match (&job.plan, known) {
            (Plan::Repeat { text, .. }, Some(Some(registered))) if registered == text => {}
            (Plan::Repeat { .. }, _) => schedule(db, job, known.is_some(), now)?,
            (_, Some(_)) => unregister(db, &job.name)?,
            (_, None) => {}
        }
    }
    Ok(())
}

/// The jobs that have a repeating trigger, with the schedule that it was given.
fn registered(db: &Db) -> Result<HashMap<String, Option<String>>> {
    let rows = db.rows(sql!("trigger/list_repeating.sql"), &[])?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("schedule")?))).collect()
}

/// Makes the trigger of a repeating job, or moves the one that is there.
fn schedule(db: &Db, job: &Job, is_there: bool, now: Time) -> Result<()> {
    let Plan::Repeat { schedule, text, .. } = &job.plan else { return Ok(()) };
    let Some(next_action) = schedule.next_after(now, now) else {
        log::warn!("the schedule of {} never comes due again: {text}", job.name);
        return Ok(());
    };
    let (name, context): (&str, Option<&str>) = (&job.name, None);
    let params = params![
        job: name,
        trigger_type: REPEAT,
        next_action,
        priority: if job.pull.is_some() { PRIORITY_OF_PULL } else { PRIORITY },
        schedule: text,
        active: job.active,
        job_context: context,
    ];
    match is_there {
        true => db.execute(sql!("trigger/update_schedule.sql"), params).map(drop),
        false => db.execute(sql!("trigger/insert.sql"), params).map(drop),
    }
}

/// Removes the repeating trigger of a job, once no run of it is under way. Left there it would come due
/// once more, and never again if the job gets its schedule back.
fn unregister(db: &Db, job: &str) -> Result<()> {
    if db.execute(sql!("trigger/delete_repeating.sql"), params![job])? > 0 {
        log::warn!("{job} has no repeating schedule any more: its trigger was removed");
    }
    Ok(())
}

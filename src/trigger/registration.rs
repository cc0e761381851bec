//! Registration: every repeating job has its trigger, and no other job has one that repeats.

use std::collections::HashMap;

use anyhow::Result;

use crate::db::{Db, Value, sql};
use crate::job::{Catalog, Plan};
use crate::time::Time;

/// Gives every repeating job its trigger, first due one interval from now, moves those whose schedule was
/// changed, and removes those of jobs that repeat no longer. Registering again changes nothing and writes nothing.
///
/// # Errors
/// When a row cannot be read or written.
pub fn register(db: &Db, catalog: &Catalog, now: Time) -> Result<()> {
    let known = db.rows(sql!("trigger/list_repeating.sql"), &[])?;
    let known = known.iter().map(|row| Ok((row.get("name")?, row.get("schedule")?)));
    let known = known.collect::<Result<HashMap<String, Option<String>>>>()?;
    for job in &catalog.jobs {
        let Plan::Repeat { schedule, text, .. } = &job.plan else {
            if known.contains_key(&job.name) {
                unregister(db, &job.name)?;
            }
            continue;
        };
        if known.get(&job.name).is_some_and(|registered| registered.as_ref() == Some(text)) {
            continue;
        }
        let Some(next) = schedule.next_after(now, now) else {
            log::warn!("the schedule of {} never comes due again: {text}", job.name);
            continue;
        };
        let params = [
            ("job", Value::from(&job.name)),
            ("trigger_type", Value::Integer(1)),
            ("next_action", next.into()),
            ("schedule", text.into()),
            ("active", job.active.into()),
            ("job_context", Value::Null),
        ];
        match known.contains_key(&job.name) {
            true => db.execute(sql!("trigger/update_schedule.sql"), &params)?,
            false => db.execute(sql!("trigger/insert.sql"), &params)?,
        };
    }
    Ok(())
}

/// Removes the repeating trigger of a job, once no run of it is under way. Left there it would come due
/// once more, and never again if the job gets its schedule back.
fn unregister(db: &Db, job: &str) -> Result<()> {
    if db.execute(sql!("trigger/delete_repeating.sql"), &[("job", job.into())])? > 0 {
        log::warn!("{job} has no repeating schedule any more: its trigger was removed");
    }
    Ok(())
}

//! Registration: every repeating job has its trigger, and no other job has one that repeats.

use std::collections::HashMap;

use anyhow::Result;

use super::gone::{self, held_by};
use super::{PRIORITY, PRIORITY_OF_PULL, REPEAT, ahead, local};
use crate::db::{Db, Row, params, sql};
use crate::job::{Catalog, Job, Plan};
use crate::schedule::Schedule;
use crate::time::Time;

/// A repeating trigger as it was registered.
pub(super) struct Registered {
    pub sys_id: String,
    pub name: String,
    /// The text of its schedule.
    pub schedule: Option<String>,
    pub next_action: Time,
    /// Whether it waits for its time, neither running nor in Error.
    pub is_ready: bool,
    pub active: bool,
    /// Attempts made at the run that is under way or waits for its next attempt; `None` when there is none.
    pub attempts: Option<i64>,
    pub job_file: Option<String>,
    file_active: Option<bool>,
}

/// Gives every repeating job its trigger, first due one interval from now, moves those whose schedule means something
/// else now, and removes those of jobs that repeat no longer. What is due already keeps its one fate. Registering again
/// changes nothing and writes nothing.
pub fn register(db: &Db, catalog: &Catalog, now: Time) -> Result<()> {
    let mut registered = all(db)?;
    for job in &catalog.jobs {
        match (&job.plan, registered.remove(&job.name)) {
            (_, Some(known)) => bring_up_to_date(db, catalog, job, &known, now)?,
            (Plan::Repeat { .. }, None) => insert(db, job, now)?,
            (_, None) => {}
        }
    }
    ahead::set_back_once(db, catalog, now)?;
    registered.values().try_for_each(|known| gone::settle(db, catalog, known, now))
}

/// The repeating triggers by their jobs.
fn all(db: &Db) -> Result<HashMap<String, Registered>> {
    let rows = db.rows(sql!("trigger/list_repeating.sql"), &[])?;
    let registered = rows.iter().map(Registered::from_row);
    registered.map(|known| known.map(|known| (known.name.clone(), known))).collect()
}

impl Registered {
    fn from_row(row: &Row) -> Result<Self> {
        let run: Option<String> = row.get("run")?;
        let attempts = row.get("attempt")?;
        Ok(Self {
            sys_id: row.get("sys_id")?,
            name: row.get("name")?,
            schedule: row.get("schedule")?,
            next_action: row.get("next_action")?,
            is_ready: row.get::<i64>("state")? == 0,
            active: row.get("active")?,
            attempts: run.map(|_| attempts),
            job_file: row.get("job_file")?,
            file_active: row.get("file_active")?,
        })
    }

    /// The schedule as it was registered, if its text can be read.
    pub fn schedule(&self) -> Option<Schedule> {
        self.schedule.as_deref().and_then(|text| Schedule::from_text(text).ok())
    }
}

fn bring_up_to_date(db: &Db, catalog: &Catalog, job: &Job, known: &Registered, now: Time) -> Result<()> {
    if let Some(file) = held_by(catalog, job, known.job_file.as_deref()) {
        log::warn!(job = job.name.as_str(); "{}: its trigger belongs to {file}: pass the --jobs of that file, or remove it", job.name);
        return Ok(());
    }
    let Plan::Repeat { schedule, text, .. } = &job.plan else { return gone::unregister(db, known, now) };
    let means_the_same = known.schedule.as_deref() == Some(text)
        || known.schedule().is_some_and(|registered| registered.means_the_same(schedule, now));
    let next = if means_the_same { Some(known.next_action) } else { schedule.next_after(now, now) };
    let Some(next_action) = next else {
        log::warn!(job = job.name.as_str(); "the schedule of {} never comes due again: {text}", job.name);
        return Ok(());
    };
    update(db, job, known, (text, next_action), now)?;
    if !means_the_same {
        local::forget(db, &known.sys_id)?;
        local::note_local(db, &known.sys_id, schedule, next_action)?;
        return ahead::take_back(db, &job.name, next_action, known.next_action);
    }
    match local::moved(db, schedule, known)? {
        Some(next) => local::follow(db, job, schedule, known, (next, now)),
        None => ahead::set_back(db, job, schedule, known, now),
    }
}

/// Writes what the job's file says now, where that is not what it said.
fn update(db: &Db, job: &Job, known: &Registered, (text, next): (&str, Time), now: Time) -> Result<()> {
    // It keeps the name that it was registered by.
    let kept = known.job_file.clone().filter(|known| gone::is_same_file(job.file().as_deref(), known));
    let file = kept.or_else(|| job.file());
    let says_the_same = known.file_active.is_none_or(|active| active == job.active);
    let same_file = known.job_file == file;
    if known.schedule.as_deref() == Some(text) && same_file && known.file_active == Some(job.active) {
        return Ok(());
    }
    if !same_file {
        let now_from = file.as_deref().unwrap_or("the program itself");
        log::warn!(job = job.name.as_str(); "{}: its schedule comes from {now_from} from now on", job.name);
    }
    let params = params![
        job: &job.name,
        schedule: text,
        next_action: next,
        // Whoever paused or resumed it wins until the file says something else.
        active: if says_the_same { known.active } else { job.active },
        job_file: file,
        file_active: job.active,
        now,
    ];
    db.execute(sql!("trigger/update_schedule.sql"), params).map(drop)
}

/// Makes the trigger of a repeating job.
fn insert(db: &Db, job: &Job, now: Time) -> Result<()> {
    let Plan::Repeat { schedule, text, .. } = &job.plan else { return Ok(()) };
    let Some(next_action) = schedule.next_after(now, now) else {
        log::warn!(job = job.name.as_str(); "the schedule of {} never comes due again: {text}", job.name);
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
        job_file: job.file(),
        file_active: job.active,
    ];
    if let Some(row) = db.row(sql!("trigger/insert.sql"), params)? {
        local::note_local(db, &row.get::<String>("sys_id")?, schedule, next_action)?;
    }
    ahead::take_back(db, name, next_action, Time::last())
}

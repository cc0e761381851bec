//! Concerns about the time: triggers that a clock which was ahead left behind, and a clock that is in doubt.

use anyhow::Result;

use super::concern::Concern;
use crate::cli::exit::Exit;
use crate::db::Db;
use crate::job::{Catalog, Job, Plan};
use crate::runner::clock_doubt;
use crate::time::Time;
use crate::trigger;

/// What is to be said about the time.
pub fn concerns(db: &Db, catalog: &Catalog, now: Time) -> Result<Vec<Concern>> {
    let mut concerns = Vec::new();
    let mut ahead = Vec::new();
    for job in &catalog.jobs {
        if is_ahead(db, job, now)? {
            ahead.push(job.name.as_str());
        }
    }
    if !ahead.is_empty() {
        let brief = format!("next due beyond the schedule: {}", ahead.join(", "));
        concerns.push(warning(brief, "the clock was ahead once; the next `midjobs run` takes it back"));
    }
    if let Some(keep) = catalog.jobs.iter().filter_map(Job::keeps).min()
        && let Some(doubt) = clock_doubt(db, keep, now)?
    {
        concerns.push(warning(doubt, "purges wait until two runs a day apart saw the same clock"));
    }
    Ok(concerns)
}

fn is_ahead(db: &Db, job: &Job, now: Time) -> Result<bool> {
    let Plan::Repeat { schedule, .. } = &job.plan else { return Ok(false) };
    let waiting = trigger::repeating(db, &job.name)?.filter(|it| it.run.is_none());
    Ok(waiting.is_some_and(|it| trigger::is_ahead(schedule, it.next_action, now)))
}

fn warning(brief: String, help: &str) -> Concern {
    Concern { column: "", weight: Exit::Warning, text: format!("{brief}; {help}"), brief }
}

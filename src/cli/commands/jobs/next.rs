//! `jobs next`: the coming occurrences, in the job's time zone and in UTC.

use std::io::Write;

use anyhow::Result;

use super::list;
use crate::cli::context::Context;
use crate::cli::output::{self, Shown};
use crate::db::{Access, Db};
use crate::job::{Job, Plan};
use crate::schedule::zone::Zone;
use crate::schedule::{Schedule, clock_change, wall_clock};
use crate::time::Time;
use crate::trigger::{self, Trigger};

#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs jobs next PurgeAgentIssues --count 3")]
pub struct Args {
    /// The job; all that have a trigger unless given
    job: Option<String>,
    /// How many occurrences of each
    #[arg(long, value_name = "N", default_value_t = 5)]
    count: usize,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Read)?;
    let catalog = context.jobs(&db)?;
    let jobs = match &args.job {
        Some(name) => vec![catalog.job(name)?],
        None => catalog.jobs.iter().collect(),
    };
    let mut stopped = Vec::new();
    for trigger in list::triggers(&db)? {
        if trigger.get::<Option<String>>("state")?.as_deref() == Some("Error") {
            stopped.push(trigger.get::<String>("job")?);
        }
    }
    let mut rows = Vec::new();
    for job in jobs {
        let paused = trigger::is_active(&db, &job.name)? == Some(false);
        // Of all jobs, those that come; of one, what would.
        if (!paused && !stopped.contains(&job.name)) || args.job.is_some() {
            let mut coming = coming(&db, job, args.count, context.now())?;
            coming.iter_mut().filter(|_| paused).for_each(|row| row.insert("note", PAUSED.into()));
            rows.extend(coming);
        }
    }
    rows.sort_by_key(|row| row["at"].to_string());
    let nothing = match &args.job {
        Some(name) => {
            format!("nothing of {name} is to come: it runs after a clone, or with `midjobs run-now {name}`")
        }
        None => "nothing is to come: see `midjobs jobs`".to_owned(),
    };
    output::show_or(context, out, "next", rows, &nothing)
}

/// What a paused job says of its occurrences, which come only once it is resumed.
const PAUSED: &str = "paused";

/// The coming occurrences of a job: from its triggers, or from its schedule while it has none yet.
fn coming(db: &Db, job: &Job, count: usize, now: Time) -> Result<Vec<Shown>> {
    let triggers = trigger::of_job(db, &job.name, count.saturating_add(1))?;
    let repeating = trigger::repeating(db, &job.name)?;
    let once =
        triggers.iter().filter(|trigger| !trigger.repeats).map(|trigger| trigger.next_action).take(count);
    let mut rows: Vec<Shown> = once.map(|at| to_shown(job, Zone::UTC, at, None)).collect();
    if let Plan::Repeat { schedule, .. } = &job.plan {
        let zone = zone(schedule);
        let mut before = now;
        for at in occurrences(schedule, repeating.as_ref(), now).take(count) {
            rows.push(to_shown(job, zone, at, Some(before)));
            before = at;
        }
    }
    Ok(rows)
}

fn occurrences(schedule: &Schedule, trigger: Option<&Trigger>, now: Time) -> impl Iterator<Item = Time> {
    let first = trigger.map(|trigger| trigger.next_action).or_else(|| schedule.next_after(now, now));
    std::iter::successors(first, |at| schedule.next_after(*at, *at))
}

fn zone(schedule: &Schedule) -> Zone {
    match schedule {
        Schedule::Cron(cron) => cron.timezone(),
        Schedule::Every(_) => Zone::UTC,
    }
}

fn to_shown(job: &Job, zone: Zone, at: Time, before: Option<Time>) -> Shown {
    let local = wall_clock::in_words(zone, at);
    let change = before.and_then(|before| clock_change::between(zone, before, at));
    output::row([
        ("job", job.name.as_str().into()),
        ("at", at.to_string().into()),
        ("local", local.into()),
        ("timezone", zone.name().into()),
        ("note", change.map(|change| change.to_string()).into()),
    ])
}

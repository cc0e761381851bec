//! The jobs: what each does next, how it last ended, and its last runs as bars of lateness and of duration.

use std::collections::BTreeMap;

use anyhow::Result;

use super::tone;
use crate::cli::commands::status;
use crate::cli::context::Context;
use crate::db::{Db, Row, params, sql};
use crate::job::{Catalog, Plan};
use crate::printable::printable;
use crate::time::{Span, Time};

/// So many occurrences of a job are shown.
const SHOWN: i64 = 40;

/// How high a chart is, and how far apart its bars stand.
const HEIGHT: u64 = 32;
const STEP: u64 = 6;

/// What is not zero can be seen, and so can what is.
const LOWEST: u64 = 3;

/// One job.
pub struct Job {
    /// Its name.
    pub name: String,
    /// When it runs.
    pub schedule: Option<String>,
    /// Ready, Running, Paused, Error, or that nothing schedules it.
    pub state: String,
    /// How that looks.
    pub tone: &'static str,
    /// When it is next due.
    pub next: String,
    /// How the last run ended.
    pub last: String,
    /// When, to sort by.
    pub last_key: String,
    /// What the last failure said, where it was the last run.
    pub error: Option<String>,
    /// Lateness and duration.
    pub charts: [Chart; 2],
}

/// Bars from the oldest to the latest.
pub struct Chart {
    /// What it shows, for who cannot see it.
    pub words: String,
    /// How much the highest bar is.
    pub scale: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One occurrence.
pub struct Bar {
    /// How it ended, as a class of the style sheet.
    pub class: &'static str,
    /// From the left.
    pub x: u64,
    /// From above.
    pub y: u64,
    /// How high.
    pub height: u64,
    /// What it is in words.
    pub title: String,
}

/// One occurrence as it is on record.
struct Occurrence {
    outcome: String,
    due: Time,
    late: Option<Span>,
    took: Option<Span>,
}

/// Every job that has a trigger, a file or a run on record.
pub fn read(db: &Db, context: &Context, now: Time) -> Result<Vec<Job>> {
    let catalog = context.load_jobs()?;
    let mut triggers: BTreeMap<String, Row> = BTreeMap::new();
    for row in db.rows(sql!("look/list_triggers.sql"), params![of_each_job: 1_i64])? {
        // The first is the next one that is due.
        triggers.entry(row.get("job")?).or_insert(row);
    }
    let mut names: Vec<String> = catalog.jobs.iter().map(|job| job.name.clone()).collect();
    names.extend(triggers.keys().cloned());
    for row in db.rows(sql!("look/list_last_run_of_jobs.sql"), &[])? {
        names.push(row.get("job")?);
    }
    names.sort();
    names.dedup();
    names.into_iter().map(|name| job(db, &catalog, triggers.get(&name), name, now)).collect()
}

fn job(db: &Db, catalog: &Catalog, trigger: Option<&Row>, name: String, now: Time) -> Result<Job> {
    let rows = db.rows(sql!("look/list_last_occurrences_of_job.sql"), params![job: &name, limit: SHOWN])?;
    let occurrences = rows.iter().rev().map(Occurrence::from_row).collect::<Result<Vec<_>>>()?;
    let last = occurrences.iter().rev().find(|it| it.took.is_some() || it.has_failed());
    let has_failed = last.is_some_and(Occurrence::has_failed);
    let state = match trigger {
        Some(trigger) => trigger.get("state")?,
        None if is_of_clone(catalog, &name) => "Waits for a clone".to_owned(),
        None if catalog.find(&name).is_some() => "Not scheduled".to_owned(),
        None => "Gone".to_owned(),
    };
    let schedule: Option<String> = trigger.map_or(Ok(None), |trigger| trigger.get("schedule"))?;
    let error: Option<String> = trigger.map_or(Ok(None), |trigger| trigger.get("last_error"))?;
    Ok(Job {
        schedule: schedule.as_deref().map(printable),
        tone: tone_of(&state, has_failed || is_overdue(trigger, &state, now)?, last.is_some()),
        next: trigger.map_or(Ok(String::new()), |trigger| next(trigger, &state, now))?,
        last: last.map_or_else(
            || "none on record".to_owned(),
            |last| format!("{} {}", last.outcome, last.due.to_the_minute()),
        ),
        last_key: last.map_or_else(String::new, |last| last.due.to_string()),
        error: error.filter(|_| has_failed || state == "Error").map(|error| printable(&error)),
        charts: [
            chart(&occurrences, "late", |occurrence| occurrence.late),
            chart(&occurrences, "long", |occurrence| occurrence.took),
        ],
        name: printable(&name),
        state,
    })
}

fn is_of_clone(catalog: &Catalog, name: &str) -> bool {
    catalog.find(name).is_some_and(|job| matches!(job.plan, Plan::AfterClone(_)))
}

/// As the status counts it.
fn is_overdue(trigger: Option<&Row>, state: &str, now: Time) -> Result<bool> {
    let due: Option<Time> = trigger.map_or(Ok(None), |trigger| trigger.get("next_action"))?;
    Ok(state == "Ready" && due.is_some_and(|due| due + status::OVERDUE < now))
}

fn next(trigger: &Row, state: &str, now: Time) -> Result<String> {
    let due: Time = trigger.get("next_action")?;
    let overdue = now.since(due).seconds() > 0;
    Ok(match state {
        "Ready" if overdue => format!("due since {}", due.to_the_minute()),
        "Ready" => format!("next {}", due.to_the_minute()),
        _ => String::new(),
    })
}

fn tone_of(state: &str, is_wrong: bool, has_run: bool) -> &'static str {
    match state {
        "Error" => "critical",
        "Paused" | "Not scheduled" | "Waits for a clone" | "Gone" => "detail",
        _ if is_wrong => "warning",
        _ if has_run => tone::OK,
        _ => tone::UNSEEN,
    }
}

impl Occurrence {
    fn from_row(row: &Row) -> Result<Self> {
        let (due, outcome): (Time, String) = (row.get("due")?, row.get("outcome")?);
        let (started, finished): (Option<Time>, Option<Time>) = (row.get("started")?, row.get("finished")?);
        Ok(Self {
            outcome,
            due,
            late: started.map(|started| started.since(due)),
            took: started.zip(finished).map(|(started, finished)| finished.since(started)),
        })
    }

    fn has_failed(&self) -> bool {
        matches!(self.outcome.as_str(), "failed" | "abandoned")
    }

    fn class(&self) -> &'static str {
        match self.outcome.as_str() {
            "ran" | "running" | "retry" => "ran",
            "failed" | "abandoned" => "failed",
            _ => "missed",
        }
    }
}

fn chart(occurrences: &[Occurrence], word: &str, measure: impl Fn(&Occurrence) -> Option<Span>) -> Chart {
    let most = occurrences.iter().filter_map(&measure).max();
    let highest = most.map_or(0, Span::milliseconds).max(1);
    // The latest is always on the right.
    let before = u64::try_from(SHOWN).unwrap_or(0).saturating_sub(occurrences.len() as u64);
    let bar = |(place, occurrence): (u64, &Occurrence)| {
        let measured = measure(occurrence);
        let share = measured.map_or(0, Span::milliseconds) * (HEIGHT - LOWEST) / highest;
        let height = LOWEST + share;
        let measured = measured.map_or_else(String::new, |span| format!(", {} {word}", span.in_words()));
        Bar {
            class: occurrence.class(),
            x: (before + place) * STEP,
            y: HEIGHT - height,
            height,
            title: format!("{}: {}{measured}", occurrence.due.to_the_minute(), occurrence.outcome),
        }
    };
    let failed = occurrences.iter().filter(|occurrence| occurrence.has_failed()).count();
    let scale = most.map_or_else(|| "not run".to_owned(), |most| format!("at most {}", most.in_words()));
    Chart {
        words: format!("The last {} occurrences: {scale} {word}, {failed} failed", occurrences.len()),
        scale,
        bars: (0..).zip(occurrences).map(bar).collect(),
    }
}

//! Jobs in numbers: what ran and how it ended, how late, how long, and what is next.

use std::collections::BTreeMap;

use super::exposition::Sample;
use super::families::{as_number, seconds};
use super::seen::Seen;
use crate::db::{FromValue, Row};
use crate::time::Time;

/// The states of a trigger.
const STATES: [&str; 5] = ["Ready", "Running", "Queued", "Error", "Paused"];

/// What a counter counts: how a run ended, and the column that has the number.
const COUNTED: [(&str, &str); 2] = [("ran", "run_count"), ("failed", "error_count")];

/// Triggers by state.
pub fn triggers(seen: &Seen) -> Vec<Sample> {
    let of = |state: &str| {
        let rows = seen.triggers.iter().filter(|row| text(row, "shown_state") == state);
        let triggers: i64 = rows.filter_map(|row| value::<i64>(row, "triggers")).sum();
        Sample::of([("state", &state.to_lowercase())], as_number(triggers))
    };
    STATES.iter().map(|state| of(state)).collect()
}

/// Runs on record.
pub fn on_record(seen: &Seen) -> Vec<Sample> {
    let sample = |row: &Row| {
        let (job, outcome) = (text(row, "job"), text(row, "outcome"));
        Sample::of([("job", &job), ("outcome", &outcome)], as_number(value(row, "runs").unwrap_or(0)))
    };
    seen.runs.iter().map(sample).collect()
}

/// Runs that ended, whether or not they are still on record.
pub fn counted(seen: &Seen) -> Vec<Sample> {
    let of = |row: &Row| {
        let job = text(row, "job");
        let sample = |(outcome, column): (&'static str, &str)| {
            let count = value::<i64>(row, column)?;
            Some(Sample::of([("job", &job), ("outcome", outcome)], as_number(count)))
        };
        COUNTED.into_iter().filter_map(sample).collect::<Vec<_>>()
    };
    seen.jobs.iter().flat_map(of).collect()
}

/// How long the last run took: to the millisecond where its trigger has that on record.
pub fn durations(seen: &Seen) -> Vec<Sample> {
    each_job(seen, |row| {
        let milliseconds = value::<i64>(row, "processing_duration").and_then(|it| u64::try_from(it).ok());
        let (started, finished): (Time, Time) = (value(row, "started")?, value(row, "finished")?);
        Some(seconds(milliseconds.unwrap_or_else(|| finished.since(started).milliseconds())))
    })
}

/// How late the last run started.
pub fn lateness(seen: &Seen) -> Vec<Sample> {
    each_job(seen, |row| {
        let (due, started): (Time, Time) = (value(row, "due")?, value(row, "started")?);
        Some(seconds(started.since(due).milliseconds()))
    })
}

/// When a run last succeeded.
pub fn last_success(seen: &Seen) -> Vec<Sample> {
    each_job(seen, |row| Some(as_number(value::<Time>(row, "last_success")?.unix_seconds())))
}

/// How late what is due now is; of several triggers of a job the latest.
pub fn overdue(seen: &Seen) -> Vec<Sample> {
    let late = |(job, next): (String, Time)| {
        Sample::of([("job", &job)], seconds(seen.now.since(next).milliseconds()))
    };
    next(seen).into_iter().map(late).collect()
}

/// When each is next due.
pub fn next_due(seen: &Seen) -> Vec<Sample> {
    let due = |(job, next): (String, Time)| Sample::of([("job", &job)], as_number(next.unix_seconds()));
    next(seen).into_iter().map(due).collect()
}

/// Of each job that waits for its time, the earliest.
fn next(seen: &Seen) -> BTreeMap<String, Time> {
    let mut next: BTreeMap<String, Time> = BTreeMap::new();
    for row in seen.triggers.iter().filter(|row| text(row, "shown_state") == "Ready") {
        if let Some(time) = value::<Time>(row, "next_action") {
            let earliest = next.entry(text(row, "job")).or_insert(time);
            *earliest = time.min(*earliest);
        }
    }
    next
}

fn each_job(seen: &Seen, measure: impl Fn(&Row) -> Option<f64>) -> Vec<Sample> {
    let sample = |row: &Row| Some(Sample::of([("job", &text(row, "job"))], measure(row)?));
    seen.jobs.iter().filter_map(sample).collect()
}

fn text(row: &Row, column: &str) -> String {
    value(row, column).unwrap_or_default()
}

/// What is absent is not measured.
fn value<T>(row: &Row, column: &str) -> Option<T>
where
    Option<T>: FromValue,
{
    row.get::<Option<T>>(column).ok().flatten()
}

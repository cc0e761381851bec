//! MID Servers and their issues in numbers. No zero stands for what could not be seen: a count of nothing is printed only
//! where it is certain.

use std::collections::BTreeMap;

use super::exposition::Sample;
use super::families::number;
use super::seen::Seen;
use crate::cli::output::why::sections;
use crate::coverage::STATUS;
use crate::why::{self, Answer, Class};

/// The statuses that are counted also where no MID Server has them.
const STATUSES: [&str; 4] = ["Up", "Down", "Paused", "Upgrading"];

/// Where the rows are in doubt, what says Down still counts; that the others are as they were nobody saw.
const NOT_SEEN: &str = "not_seen";

/// The sources of the built-in jobs.
const SOURCES: [&str; 2] = ["InstanceClone", "MIDUserConnectivity"];

/// The states of an open issue.
const STATES: [&str; 2] = ["new", "acknowledged"];

/// By status.
pub fn by_status(seen: &Seen) -> Vec<Sample> {
    let is_certain = seen.verdict.covered.doubt(&STATUS).is_none();
    let mut counts = zeros(STATUSES, is_certain);
    for answer in &seen.verdict.told.answers {
        *counts.entry(status(answer, is_certain)).or_default() += 1;
    }
    samples("status", counts)
}

fn status(answer: &Answer, is_certain: bool) -> String {
    match answer.status.as_deref() {
        Some("Down") => "Down",
        _ if !is_certain => NOT_SEEN,
        Some(status) => status,
        None => "none",
    }
    .to_owned()
}

/// By class. Of old rows the alarm stays and the all-clear goes.
pub fn by_class(seen: &Seen) -> Vec<Sample> {
    let told = &seen.verdict.told;
    let mut counts = zeros(Class::ALL.map(Class::name), told.doubt.is_none());
    for answer in &told.answers {
        *counts.entry(class(answer).name().to_owned()).or_default() += 1;
    }
    samples("class", counts)
}

/// The class, or where the rows are merely old what they said of it, if that was nothing good.
pub fn class(answer: &Answer) -> Class {
    let then = answer.then.map(|then| then.class).filter(|class| !class.is_well());
    then.filter(|_| answer.class == Class::NotJudged).unwrap_or(answer.class)
}

/// By cause: the one that is certain, also where another cannot be excluded.
pub fn by_cause(seen: &Seen) -> Vec<Sample> {
    let told = &seen.verdict.told;
    let causes: Vec<&str> = told.answers.iter().filter_map(cause).collect();
    let is_certain = told.doubt.is_none() && !causes.contains(&why::CANNOT_TELL);
    let mut counts = zeros(why::CAUSES.each_ref().map(|cause| cause.name), is_certain);
    for cause in causes {
        *counts.entry(cause.to_owned()).or_default() += 1;
    }
    samples("cause", counts)
}

fn cause(answer: &Answer) -> Option<&str> {
    let then = answer.then.and_then(|then| then.cause);
    sections::certain(answer).or(then).or(answer.cause)
}

/// Open issues by source and state.
pub fn issues(seen: &Seen) -> Vec<Sample> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    if seen.verdict.doubts.is_empty() {
        for source in SOURCES {
            for state in STATES {
                counts.insert((source.to_owned(), state.to_owned()), 0);
            }
        }
    }
    for row in &seen.issues {
        let text = |column: &str| row.get::<Option<String>>(column).ok().flatten().unwrap_or_default();
        let count = row.get::<i64>("issues").unwrap_or_default();
        *counts.entry((text("source"), text("state"))).or_default() +=
            usize::try_from(count).unwrap_or_default();
    }
    let sample = |((source, state), count): ((String, String), usize)| {
        Sample::of([("source", &source), ("state", &state)], number(count))
    };
    counts.into_iter().map(sample).collect()
}

fn zeros<const N: usize>(names: [&str; N], are_certain: bool) -> BTreeMap<String, usize> {
    names.into_iter().filter(|_| are_certain).map(|name| (name.to_owned(), 0)).collect()
}

fn samples(label: &'static str, counts: BTreeMap<String, usize>) -> Vec<Sample> {
    counts.into_iter().map(|(value, count)| Sample::of([(label, &value)], number(count))).collect()
}

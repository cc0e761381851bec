//! The first line of a status, as the monitoring plugins have it: what is worst, then figures.

use anyhow::Result;

use super::concern::{self, Concern};
use super::range::Range;
use super::{Verdict, label};
use crate::amount::amount;
use crate::cli::exit::Exit;
use crate::cli::output;

/// As many concerns stand in the line; the others are counted, and stand below it.
const MOST: usize = 2;

/// As many letters one of them has.
const LONGEST: usize = 70;

/// The ranges that somebody gave for the number of MID Servers that are Down.
#[derive(Default)]
pub struct Thresholds {
    /// Outside of it the status is a warning.
    pub warning: Option<Range>,
    /// Outside of it the status is critical.
    pub critical: Option<Range>,
}

/// The line about everything, and its figures.
pub fn line(verdict: &Verdict, thresholds: &Thresholds) -> Result<(String, String)> {
    let count = |column: &str| verdict.row.get::<i64>(column);
    let subject =
        format!("{} of {} down", count("mid_servers_down")?, amount(count("mid_servers")?, "MID Server"));
    Ok((words(verdict.exit, &subject, verdict), figures(verdict, thresholds)?))
}

/// The line without figures: the subject, what is worst, how old the rows are.
pub fn words(exit: Exit, subject: &str, verdict: &Verdict) -> String {
    let worst: Vec<&Concern> =
        verdict.concerns.iter().filter(|concern| concern.weight == exit && exit > Exit::Done).collect();
    let mut parts = vec![subject.to_owned()];
    parts.extend(worst.iter().take(MOST).map(|concern| short(&concern.brief)));
    parts.extend(worst.len().checked_sub(MOST).filter(|more| *more > 0).map(|more| format!("{more} more")));
    parts.extend(verdict.covered.age_in_short());
    // A bar begins the figures.
    format!("MIDJOBS {} - {}", label(exit), output::printable(&parts.join(", ")).replace('|', "/"))
}

fn short(brief: &str) -> String {
    if brief.chars().count() <= LONGEST {
        return brief.to_owned();
    }
    brief.chars().take(LONGEST - 3).chain("...".chars()).collect()
}

/// Each count with what it warns of and what is critical, and how old the rows are.
fn figures(verdict: &Verdict, thresholds: &Thresholds) -> Result<String> {
    let range = |range: &Option<Range>| range.as_ref().map(Range::to_string).unwrap_or_default();
    let all: i64 = verdict.row.get("mid_servers")?;
    let mut figures = Vec::new();
    for (column, _) in verdict.row.iter() {
        let count: i64 = verdict.row.get(column)?;
        figures.push(match (column, concern::weight_of(column)) {
            ("mid_servers_down", _) => {
                let (warning, critical) = (range(&thresholds.warning), range(&thresholds.critical));
                format!("{column}={count};{warning};{critical};0;{all}")
            }
            (_, Some(Exit::Critical)) => format!("{column}={count};;0;0"),
            (_, Some(Exit::Warning)) => format!("{column}={count};0;;0"),
            _ => format!("{column}={count};;;0"),
        });
    }
    if let Some(age) = verdict.covered.age_seconds() {
        figures.push(format!("rows_age={age}s;{};;0", verdict.covered.stale_after().seconds()));
    }
    Ok(figures.join(" "))
}

//! A row for each MID Server, the worst first, and how many are in which state.

use std::collections::BTreeMap;

use super::timeline::{Line, Timeline};
use super::tone;
use super::why::{is_old, name};
use crate::cli::output::why::{sections, words};
use crate::printable::printable;
use crate::standing::{Weight, Weights};
use crate::time::Time;
use crate::why::{Answer, Class, Told};

/// How wide all shares are together.
const WIDTH: usize = 1_000;

/// One MID Server.
pub struct MidServer {
    /// Its name.
    pub name: String,
    /// Its state in a few words.
    pub state: String,
    /// Where it stands among the states, the worst first.
    pub order: u8,
    /// How it looks.
    pub tone: &'static str,
    /// Since when.
    pub since: Option<String>,
    /// What is wrong.
    pub cause: String,
    /// Its user.
    pub user: String,
    /// Its host.
    pub host: Option<String>,
    /// Its last heartbeat.
    pub heartbeat: String,
    /// What became of it.
    pub line: Line,
}

/// How many MID Servers are in one state.
pub struct Tally {
    /// The state.
    pub state: String,
    /// How it looks.
    pub tone: &'static str,
    /// How many.
    pub count: usize,
    /// Where its share begins.
    pub x: usize,
    /// How wide it is.
    pub width: usize,
}

/// Every MID Server, the worst first.
pub fn all(told: &Told, weights: &Weights, timeline: &Timeline) -> Vec<MidServer> {
    let mut rows: Vec<MidServer> = told.answers.iter().map(|answer| row(answer, weights, timeline)).collect();
    rows.sort_by(|one, two| (one.order, &one.state, &one.name).cmp(&(two.order, &two.state, &two.name)));
    rows
}

fn row(answer: &Answer, weights: &Weights, timeline: &Timeline) -> MidServer {
    let (order, tone, state) = state(answer, weights);
    MidServer {
        name: name(answer),
        state,
        order,
        tone,
        since: answer.since.filter(|_| answer.class != Class::Up).map(Time::to_the_minute),
        cause: capitalized(&cause(answer)),
        user: answer.user.as_deref().map(printable).unwrap_or_default(),
        host: answer.host.as_deref().map(printable),
        heartbeat: answer.last_heartbeat.map_or_else(|| "none known".to_owned(), Time::to_the_minute),
        line: timeline.line(answer),
    }
}

/// What weighs nothing is Up, or nobody could see it. What said Down when it was last seen is no better for that.
fn state(answer: &Answer, weights: &Weights) -> (u8, &'static str, String) {
    match (weights.get(&answer.sys_id), answer.class, answer.status.as_deref()) {
        (Some((Weight::Critical, words)), ..) => (0, "critical", capitalized(words)),
        (Some((Weight::Warning, words)), Class::NotDown, _) => {
            (1, "warning", capitalized(words) + " for long")
        }
        (Some((Weight::Warning, words)), ..) => (1, "warning", capitalized(words)),
        (None, Class::NotJudged, Some("Down")) => (2, "warning", "Down when last seen".to_owned()),
        (None, Class::NotJudged, _) => (3, tone::UNSEEN, "Not judged".to_owned()),
        // That it was recovering, or another status, is long ago.
        (Some((Weight::Detail, _)), Class::NotJudged, status) if status != Some("Down") => {
            (3, tone::UNSEEN, "Not judged".to_owned())
        }
        (Some((Weight::Detail, words)), ..) => (4, "detail", capitalized(words)),
        (None, ..) => (5, tone::OK, "Up".to_owned()),
    }
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn cause(answer: &Answer) -> String {
    match (sections::certain(answer), answer.cause) {
        (Some(cause), _) if is_old(answer, cause) => format!("when last seen, {}", words::cause(cause)),
        (Some(cause), _) | (None, Some(cause)) => words::cause(cause).to_owned(),
        (None, None) => String::new(),
    }
}

/// The states that there are, the worst first, each with its share of a bar.
pub fn tallies(rows: &[MidServer]) -> Vec<Tally> {
    let mut counts: BTreeMap<(u8, &str), (usize, &'static str)> = BTreeMap::new();
    for row in rows {
        counts.entry((row.order, &row.state)).or_insert((0, row.tone)).0 += 1;
    }
    let (mut before, all) = (0, rows.len().max(1));
    let tally = |((_, state), (count, tone)): ((u8, &str), (usize, &'static str))| {
        let x = before * WIDTH / all;
        before += count;
        Tally { state: state.to_owned(), tone, count, x, width: before * WIDTH / all - x }
    };
    counts.into_iter().map(tally).collect()
}

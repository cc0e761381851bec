//! Timelines: which status each MID Server was seen in, and when nobody saw it.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::{Db, Row, params, sql};
use crate::printable::printable;
use crate::time::{Span, Time};
use crate::why::{Answer, Told};

/// How wide a line is.
const WIDTH: u64 = 1_000;

/// So much of a line is the least that shows something.
const LEAST: u64 = 8;

/// So long before the clone it begins where rows of that time were loaded,
const LONG_BEFORE_CLONE: Span = Span::from_seconds(86_400);

/// else so long;
const BEFORE_CLONE: Span = Span::from_seconds(1_800);

/// but no longer ago than this;
const AT_MOST: Span = Span::from_seconds(14 * 86_400);

/// without a clone it is this long.
const USUAL: Span = Span::from_seconds(7 * 86_400);

/// What all lines have in common, and what is on record of each.
pub struct Timeline {
    /// Where it begins, in words.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Where the clone is.
    pub clone_at: Option<u64>,
    begin: Time,
    end: Time,
    /// The first load on record.
    first_load: Option<Time>,
    /// The last one.
    last_load: Option<Time>,
    changes: BTreeMap<String, Vec<Change>>,
}

struct Change {
    old_status: Option<String>,
    seen_until: Option<Time>,
    on: Time,
}

/// The line of one MID Server.
pub struct Line {
    /// What it shows, for who cannot see it.
    pub words: String,
    /// Its parts; where nobody saw it there is none.
    pub parts: Vec<Part>,
}

/// A stretch of time in which one thing is so.
pub struct Part {
    /// What, as a class of the style sheet.
    pub class: &'static str,
    /// Where it begins.
    pub x: u64,
    /// How wide it is.
    pub width: u64,
}

/// What is known of a stretch of time.
enum Known<'a> {
    Status(&'a str),
    /// It changed in here, between two loads.
    Between,
    Unseen,
}

impl Timeline {
    /// Reads what is on record.
    pub fn read(db: &Db, told: &Told, now: Time) -> Result<Self> {
        let first_load = db.row(sql!("look/find_first_load_of_mid_servers.sql"), &[])?;
        let first_load: Option<Time> = first_load.map_or(Ok(None), |row| row.get("extracted_on"))?;
        let begin = begin(told.clone, first_load, now);
        let mut changes: BTreeMap<String, Vec<Change>> = BTreeMap::new();
        for row in db.rows(sql!("look/list_status_changes.sql"), params![since: begin])? {
            changes.entry(row.get("mid_server")?).or_default().push(change(&row)?);
        }
        let mut timeline = Self {
            from: begin.to_the_minute(),
            to: now.to_the_minute(),
            clone_at: None,
            begin,
            end: now,
            first_load,
            last_load: told.as_of,
            changes,
        };
        let clone = told.clone.filter(|clone| *clone >= begin && *clone <= now);
        timeline.clone_at = clone.map(|clone| timeline.x(clone));
        Ok(timeline)
    }

    /// The line of a MID Server.
    pub fn line(&self, answer: &Answer) -> Line {
        let stretches = self.stretches(answer);
        let part = |(known, from, to): &(Known, Time, Time)| {
            let (x, end) = (self.x(*from), self.x(*to));
            // What was seen can be seen.
            let x = x.min(WIDTH - LEAST);
            Part { class: known.class(), x, width: (end - x.min(end)).max(LEAST) }
        };
        Line {
            words: in_words(&stretches),
            parts: stretches.iter().filter(|(known, ..)| !matches!(known, Known::Unseen)).map(part).collect(),
        }
    }

    /// What is known from the beginning to the end, without a gap.
    fn stretches<'a>(&'a self, answer: &'a Answer) -> Vec<(Known<'a>, Time, Time)> {
        let changes = self.changes.get(&answer.sys_id).map_or(&[][..], Vec::as_slice);
        let (first, last) = (changes.first().map(|it| it.on), changes.last().map(|it| it.on));
        let seen_from = self.first_load.into_iter().chain(first).min();
        let seen_to = self.last_load.into_iter().chain(last).max();
        let mut stretches = Stretches { all: Vec::new(), at: self.begin, end: self.end };
        stretches.until(Known::Unseen, seen_from.unwrap_or(self.end));
        for change in changes {
            let status = change.old_status.as_deref();
            stretches.until(Known::of(status), change.seen_until.unwrap_or(self.begin).min(change.on));
            stretches.until(Known::Between, change.on);
        }
        let status = Known::of(answer.status.as_deref());
        // A load is a moment.
        stretches.until(status, seen_to.map_or(self.begin, |seen_to| seen_to + Span::from_seconds(1)));
        stretches.until(Known::Unseen, self.end);
        stretches.all
    }

    fn x(&self, time: Time) -> u64 {
        let all = self.end.since(self.begin).seconds().max(1);
        time.since(self.begin).seconds().min(all) * WIDTH / all
    }
}

/// Where the lines begin.
fn begin(clone: Option<Time>, first_load: Option<Time>, now: Time) -> Time {
    let Some(clone) = clone else { return now - USUAL };
    let earliest = first_load.map_or(clone, |load| load.min(clone)).min(clone - BEFORE_CLONE);
    earliest.max(clone - LONG_BEFORE_CLONE).max(now - AT_MOST)
}

fn change(row: &Row) -> Result<Change> {
    Ok(Change {
        old_status: row.get("old_status")?,
        seen_until: row.get("seen_until")?,
        on: row.get("changed_on")?,
    })
}

/// Stretches of time, one after the other.
struct Stretches<'a> {
    all: Vec<(Known<'a>, Time, Time)>,
    at: Time,
    end: Time,
}

impl<'a> Stretches<'a> {
    /// That is so until then, if then is later than what was said before.
    fn until(&mut self, known: Known<'a>, then: Time) {
        let then = then.min(self.end);
        if then > self.at {
            self.all.push((known, self.at, then));
            self.at = then;
        }
    }
}

impl<'a> Known<'a> {
    fn of(status: Option<&'a str>) -> Self {
        status.map_or(Self::Unseen, Self::Status)
    }

    fn class(&self) -> &'static str {
        match self {
            Self::Status("Up") => "up",
            Self::Status("Down") => "down",
            Self::Status(_) => "other",
            Self::Between => "between",
            Self::Unseen => "unseen",
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Status(status) => printable(status),
            Self::Between => "changed in between".to_owned(),
            Self::Unseen => "not seen".to_owned(),
        }
    }
}

fn in_words(stretches: &[(Known, Time, Time)]) -> String {
    let said = stretches
        .iter()
        .map(|(known, from, _)| format!("{} from {}", known.words(), (*from).to_the_minute()));
    said.collect::<Vec<_>>().join(", ")
}

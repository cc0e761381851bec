//! Whether an event may be there already under another sys_id: most are not, and need not be looked for.

use anyhow::{Context, Result};

use crate::db::{Db, Value, sql};

/// Marks for the events that were put in: 4 MiB, whatever their number. With more of them more is looked for.
const MARKS: usize = 1 << 25;

/// The events of logins, from the first to the last by name: those of which a repetition is left out.
const LOGINS: [&str; 2] = ["login", "login.failed"];

/// What tells an event from others, but for its sys_id.
#[derive(Clone, Copy)]
pub(super) struct Event<'a> {
    pub name: &'a Value,
    pub parm1: &'a Value,
    pub created: &'a Value,
}

/// Where an event may be that is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is certainly not there.
    Nowhere,
    /// Among the rows that were there before.
    Before,
    /// Among those that were put in since, or before.
    PutIn,
}

/// What is known of the events that are there.
pub(super) struct Repeats {
    /// When the oldest and the newest happened of those that were there before.
    before: Option<(String, String)>,
    /// Those that were put in since have both their marks.
    marks: Vec<u64>,
}

impl Repeats {
    /// What is known of the events that are there now.
    pub fn of(db: &Db) -> Result<Self> {
        let row =
            db.row(sql!("intake/find_span_of_events.sql"), &[])?.context("reading the span of the events")?;
        let before = row.get::<Option<String>>("oldest")?.zip(row.get("newest")?);
        Ok(Self { before, marks: vec![0; MARKS / 64] })
    }

    /// Where the event may be; from now on it is among those that were put in.
    pub fn may_have(&mut self, event: Event) -> Place {
        let (Value::Text(name), Value::Text(created)) = (event.name, event.created) else {
            return Place::Nowhere;
        };
        if !(LOGINS[0]..=LOGINS[1]).contains(&name.as_str()) {
            return Place::Nowhere;
        }
        let is_of_before = |(oldest, newest): &(String, String)| (oldest..=newest).contains(&created);
        match self.mark(name, event.parm1, created) {
            true => Place::PutIn,
            false if self.before.as_ref().is_some_and(is_of_before) => Place::Before,
            false => Place::Nowhere,
        }
    }

    /// Marks an event; `false` when it had not both its marks, so that it certainly was not marked before.
    fn mark(&mut self, name: &str, parm1: &Value, created: &str) -> bool {
        let user = if let Value::Text(user) = parm1 { user.as_str() } else { "" };
        let hash = [created, user, name].into_iter().fold(0, mixed);
        let mut had = true;
        for mark in [hash >> 39, hash >> 14] {
            let place = usize::try_from(mark % MARKS as u64).unwrap_or(0);
            let bit = 1 << (place % 64);
            had &= self.marks[place / 64] & bit != 0;
            self.marks[place / 64] |= bit;
        }
        had
    }
}

/// A number that is another one for nearly every other text. Who has two texts share one has only more looked for.
fn mixed(number: u64, text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let length = text.len() as u64;
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.chain([length]).fold(number, |number, word| {
        let product = u128::from(number ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
        (product >> 64) as u64 ^ product as u64
    })
}

//! Whether an event may be there already under another sys_id: most are not, and need not be looked for.

use anyhow::{Context, Result};

use super::marks::Marks;
use crate::db::{Db, Value, sql};

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
    marks: Marks,
}

impl Repeats {
    /// What is known of the events that are there now.
    pub fn of(db: &Db) -> Result<Self> {
        let row =
            db.row(sql!("intake/find_span_of_events.sql"), &[])?.context("reading the span of the events")?;
        let before = row.get::<Option<String>>("oldest")?.zip(row.get("newest")?);
        Ok(Self { before, marks: Marks::default() })
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
        let user = if let Value::Text(user) = event.parm1 { user.as_str() } else { "" };
        match self.marks.mark([created, user, name]) {
            true => Place::PutIn,
            false if self.before.as_ref().is_some_and(is_of_before) => Place::Before,
            false => Place::Nowhere,
        }
    }
}

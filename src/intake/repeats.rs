//! Whether an event may be there already under another sys_id: most are not, and need not be looked for.

use anyhow::{Context, Result};

use super::marks::Marks;
use crate::db::{Db, Table, Value, sql};

/// The events of logins, from the first to the last by name: those of which a repetition is left out.
const LOGINS: [&str; 2] = ["login", "login.failed"];

/// Of a time as it is stored those that name the minute: events that come one after another are near each other.
const LETTERS_OF_MINUTE: usize = 16;

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
    /// Those that were put in since have all their marks.
    marks: Marks,
    /// Where the name, the user and the time of an event stand in its row.
    places: [usize; 3],
}

impl Repeats {
    /// What is known of the events that are there now.
    pub fn of(db: &Db, table: &Table) -> Result<Self> {
        let row =
            db.row(sql!("intake/find_span_of_events.sql"), &[])?.context("reading the span of the events")?;
        let before = row.get::<Option<String>>("oldest")?.zip(row.get("newest")?);
        let place =
            |column| table.position(column).with_context(|| format!("{} has no {column}", table.name));
        let places = [place("name")?, place("parm1")?, place("sys_created_on")?];
        Ok(Self { before, marks: Marks::default(), places })
    }

    /// Where the event of a row may be; from now on it is among those that were put in.
    pub fn may_have(&mut self, row: &[Value]) -> Place {
        let [name, parm1, created] = self.places.map(|place| row.get(place).unwrap_or(&Value::Null));
        let (Value::Text(name), Value::Text(created)) = (name, created) else {
            return Place::Nowhere;
        };
        if !(LOGINS[0]..=LOGINS[1]).contains(&name.as_str()) {
            return Place::Nowhere;
        }
        let is_of_before = |(oldest, newest): &(String, String)| (oldest..=newest).contains(&created);
        let user = if let Value::Text(user) = parm1 { user.as_str() } else { "" };
        let (minute, second) = created.split_at_checked(LETTERS_OF_MINUTE).unwrap_or((created, ""));
        match self.marks.mark(minute, [second, user, name]) {
            true => Place::PutIn,
            false if self.before.as_ref().is_some_and(is_of_before) => Place::Before,
            false => Place::Nowhere,
        }
    }
}

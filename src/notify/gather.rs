//! Events become messages: what happened since the last one is one message, however much it is.

use std::collections::BTreeMap;

use anyhow::Result;

use super::event::{Event, Judge};
use super::message::{Message, Piece};
use super::receiver;
use crate::crash_point::{self, Act, CrashPoint};
use crate::db::{Db, new_sys_id, params, sql};
use crate::time::Time;

/// What a message says of the file.
#[derive(Clone, Debug)]
pub struct About {
    /// What the file is about, in the words of whoever set it up; else its name.
    pub title: String,
    /// Whether the file is one to play with.
    pub simulated: bool,
}

/// Whether there was something to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// A message waits for the receivers.
    Something,
}

/// Looks at what happened, and makes one message of what is worth it.
///
/// # Errors
/// When the file cannot be written to; then all of it is looked at again the next time.
pub fn gather(db: &Db, about: &About, now: Time) -> Result<Told> {
    if !receiver::any(db)? || db.row(sql!("notify/find_news.sql"), params![now])?.is_none() {
        return Ok(Told::Nothing);
    }
    let gathered = db.transaction(|| {
        db.execute(sql!("notify/insert_overdue.sql"), params![now])?;
        let events = db.rows(sql!("notify/list_new_events.sql"), &[])?;
        let events = events.iter().map(Event::from_row).collect::<Result<Vec<_>>>()?;
        let told = if events.is_empty() { Told::Nothing } else { tell(db, &events, about, now)? };
        crash_point::reached(CrashPoint::Before(Act::Gather), "");
        Ok(told)
    });
    gathered.inspect(|_| crash_point::reached(CrashPoint::After(Act::Gather), ""))
}

fn tell(db: &Db, events: &[Event], about: &About, now: Time) -> Result<Told> {
    let judge = Judge::at(db, now)?;
    let mut standings: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut judged = Vec::new();
    let mut pieces = Vec::new();
    for event in events {
        let before = match standings.get(event.subject.as_str()) {
            Some(known) => known.clone(),
            None => standing(db, &event.subject)?,
        };
        let verdict = judge.judge(event, before.as_deref())?;
        if let Some(weight) = verdict.told {
            pieces.push(Piece::of(&judge, event, weight));
        }
        standings.insert(&event.subject, verdict.standing.clone());
        judged.push((event.sequence, verdict.standing, verdict.told.is_some()));
    }
    let message = match pieces.is_empty() {
        true => None,
        false => Some(keep(db, &Message::of(pieces, about, judge.why.clone, new_sys_id(now), now), now)?),
    };
    for (sequence, standing, told) in judged {
        let message = message.filter(|_| told);
        db.execute(
            sql!("notify/note_event.sql"),
            params![sequence, standing: standing.as_deref(), message, now],
        )?;
    }
    Ok(if message.is_some() { Told::Something } else { Told::Nothing })
}

fn standing(db: &Db, subject: &str) -> Result<Option<String>> {
    let row = db.row(sql!("notify/find_standing.sql"), params![subject])?;
    row.map_or(Ok(None), |row| row.get("standing"))
}

fn keep(db: &Db, message: &Message, now: Time) -> Result<i64> {
    let (sys_id, body) = (message.id(), message.body());
    let row = db.row(sql!("notify/insert_message.sql"), params![sys_id, now, body])?;
    row.map_or(Ok(0), |row| row.get("sequence"))
}

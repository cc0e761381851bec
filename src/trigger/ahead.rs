//! Triggers whose time lies beyond what their schedule allows: the clock was ahead once.

use anyhow::Result;

use super::local;
use super::registration::Registered;
use crate::db::{Db, params, sql};
use crate::finding::{Level, Note};
use crate::job::{Catalog, Job};
use crate::run;
use crate::schedule::Schedule;
use crate::syslog::{self, Speaker};
use crate::time::{Span, Time};

/// A clock that is put back by less than this takes nothing back: it happens, and what ran is not run again.
const PUT_BACK: Span = Span::from_seconds(600);

/// Whether a repeating trigger is due later than its schedule allows at `now`. One that never comes due again is not.
pub fn is_ahead(schedule: &Schedule, next_action: Time, now: Time) -> bool {
    schedule.next_after(now + PUT_BACK, next_action).is_some_and(|latest| next_action > latest)
}

/// Takes a trigger back to its schedule where it is ahead of it, or to now where it waits for another attempt.
pub(super) fn set_back(db: &Db, job: &Job, schedule: &Schedule, known: &Registered, now: Time) -> Result<()> {
    let next = match known.attempts {
        _ if !known.is_ready => None,
        Some(attempts) => {
            Some(now).filter(|now| known.next_action > *now + job.retry.delay_after(attempts) + PUT_BACK)
        }
        None => next_not_carried_out(db, schedule, known, now)?,
    };
    let Some(next_action) = next else { return Ok(()) };
    db.atomically(|| {
        if !move_from(db, known, next_action)? {
            return Ok(());
        }
        local::note_local(db, &known.sys_id, schedule, next_action)?;
        take_back(db, &job.name, next_action, known.next_action)?;
        let message = format!(
            "it was next due at {}, beyond its schedule, as if the clock had been ahead: now at {next_action}",
            known.next_action
        );
        log::warn!(job = job.name.as_str(); "{}: {message}", job.name);
        syslog::write(db, Speaker { source: &job.name, run: None }, now, &Note::new(Level::Warning, message))
    })
}

/// Takes back what a clock that was ahead decided about occurrences from `first` on, and before `end`, which are still to come:
/// those that it missed are open again, those that ran do not run again.
pub(super) fn take_back(db: &Db, job: &str, first: Time, end: Time) -> Result<()> {
    run::forget_missed(db, job, first, end)?;
    run::mark_ahead(db, job, first, end)
}

/// Makes what runs once, and waits for another attempt that a clock which was ahead put off, due now.
pub(super) fn set_back_once(db: &Db, catalog: &Catalog, now: Time) -> Result<()> {
    for row in db.rows(sql!("trigger/list_once_ahead.sql"), params![later: now + PUT_BACK])? {
        let (trigger, job, next, attempts): (String, String, Time, i64) =
            (row.get("sys_id")?, row.get("name")?, row.get("next_action")?, row.get("attempt")?);
        let Some(delay) = catalog.find(&job).map(|job| job.retry.delay_after(attempts)) else { continue };
        if next > now + delay + PUT_BACK {
            log::warn!(
                "{job}: its next attempt was put off to {next} by a clock that was ahead: it is made now"
            );
            db.execute(sql!("trigger/move_from.sql"), params![trigger, next_action: now, seen: next])?;
        }
    }
    Ok(())
}

/// Moves a trigger that is ready; `false` when it is not what was seen any more.
pub(super) fn move_from(db: &Db, known: &Registered, next_action: Time) -> Result<bool> {
    let (trigger, seen) = (&known.sys_id, known.next_action);
    Ok(db.execute(sql!("trigger/move_from.sql"), params![trigger, next_action, seen])? > 0)
}

/// The first occurrence from now on that was not carried out while the clock was ahead; `None` where the trigger is not
/// ahead of its schedule, or all of them were.
fn next_not_carried_out(db: &Db, schedule: &Schedule, known: &Registered, now: Time) -> Result<Option<Time>> {
    let (seen, just_before) = (known.next_action, now - Span::from_seconds(1));
    if !is_ahead(schedule, seen, now) {
        return Ok(None);
    }
    let carried_out = run::carried_out(db, &known.name, now, seen)?;
    let mut coming = schedule.occurrences_between(just_before, seen, seen);
    Ok(coming.find(|due| carried_out.binary_search(due).is_err()).filter(|due| *due < seen))
}

//! Triggers whose schedule goes by a zone: what its clock was to show when they are next due, in case its rules change until then.

use anyhow::Result;

use super::ahead::move_from;
use super::registration::Registered;
use crate::db::{Db, params, sql};
use crate::finding::{Level, Note};
use crate::job::Job;
use crate::schedule::Schedule;
use crate::syslog::{self, Speaker};
use crate::time::Time;

/// Notes what `next_action` of a trigger was reckoned from, where that depends on the rules of a zone.
pub fn note_local(db: &Db, trigger: &str, schedule: &Schedule, next_action: Time) -> Result<()> {
    let Some(shown) = schedule.shown(next_action) else { return Ok(()) };
    db.execute(sql!("trigger/put_local.sql"), params![trigger, next_action, shown]).map(drop)
}

/// The trigger is gone.
pub(super) fn forget(db: &Db, trigger: &str) -> Result<()> {
    db.execute(sql!("trigger/delete_local.sql"), params![trigger]).map(drop)
}

/// When an occurrence that is still to be carried out comes by the rules of today; `None` where that is when it was
/// reckoned to come, or somebody set its time by hand.
pub(super) fn moved(db: &Db, schedule: &Schedule, known: &Registered) -> Result<Option<Time>> {
    let (trigger, next) = (&known.sys_id, known.next_action);
    let waits = known.is_ready && known.attempts.is_none();
    let Some(shows) = schedule.shown(next).filter(|_| waits) else { return Ok(None) };
    let Some(row) = db.row(sql!("trigger/find_local.sql"), params![trigger])? else {
        note_local(db, trigger, schedule, next)?;
        return Ok(None);
    };
    let (reckoned, shown): (Time, Time) = (row.get("next_action")?, row.get("shown")?);
    if reckoned != next || shown == shows {
        return Ok(None);
    }
    Ok(schedule.occurrence_of(shown, next))
}

/// Moves an occurrence that is still to be carried out with the rules of its zone: it comes when the clock shows what it was
/// to show, once.
pub(super) fn follow(
    db: &Db,
    job: &Job,
    schedule: &Schedule,
    known: &Registered,
    (next, now): (Time, Time),
) -> Result<()> {
    db.atomically(|| {
        if next != known.next_action && !move_from(db, known, next)? {
            return Ok(());
        }
        note_local(db, &known.sys_id, schedule, next)?;
        let message = format!(
            "the rules of its time zone were changed: it is next due at {next}, not at {}",
            known.next_action
        );
        log::warn!(job = job.name.as_str(); "{}: {message}", job.name);
        syslog::write(db, Speaker { source: &job.name, run: None }, now, &Note::new(Level::Warning, message))
    })
}

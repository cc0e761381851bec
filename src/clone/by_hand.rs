//! Clones that somebody records by hand can be corrected and cancelled by hand.

use anyhow::{Result, bail};

use super::{CLEANUP, Clone, cancel_undone};
use crate::db::{Db, Row, params, sql};
use crate::finding::{Level, Note};
use crate::syslog;
use crate::time::{Span, Time};
use crate::trigger;

/// The same source and target with another time within this is the same clone.
const SAME_CLONE: Span = Span::from_seconds(86_400);

/// Whether somebody named the time at which a clone completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// They did: the clone of that source and target is corrected, whether its checks ran or not.
    Exactly,
    /// It is now: a clone is corrected only while its checks are to come, for the next one may follow within a day.
    Now,
}

/// A clone whose time was corrected.
pub(super) struct Corrected {
    pub clone: String,
    pub from: Time,
}

/// Corrects the time of the clone of the same source and target that completed within a day of it, and cancels its
/// checks to come; `None` where there is none. To be used within a transaction.
pub(super) fn correct(db: &Db, clone: &Clone, named: Named, now: Time) -> Result<Option<Corrected>> {
    let Clone { source: Some(source), target: Some(target), completed } = *clone else { return Ok(None) };
    let params = params![
        source,
        target,
        completed,
        after: completed - SAME_CLONE,
        before: completed + SAME_CLONE,
        named: named == Named::Exactly,
    ];
    let Some(known) = db.row(sql!("clone/find_to_correct.sql"), params)? else { return Ok(None) };
    let (clone, from): (String, Time) = (known.get("sys_id")?, known.get("completed")?);
    let reason = format!("the clone of {from} was corrected to {completed}");
    drop(trigger::cancel(db, &clone, &reason, now)?);
    db.execute(sql!("clone/correct.sql"), params![clone: &clone, completed])?;
    syslog::write(db, CLEANUP, now, &Note::new(Level::Information, reason))?;
    Ok(Some(Corrected { clone, from }))
}

/// Cancels a clone that was recorded by mistake and its checks to come: the latest, or the one that `which` names by its
/// time or the beginning of its sys_id. Returns when it had completed.
///
/// # Errors
/// When there is no such clone, or several.
pub fn cancel(db: &Db, which: Option<&str>, now: Time) -> Result<Time> {
    db.transaction(|| {
        let time = which.and_then(|text| Time::parse(text).ok());
        let clones = db.rows(sql!("clone/list_to_cancel.sql"), params![which, time])?;
        let clone = the_one(&clones, which)?;
        let (sys_id, completed): (String, Time) = (clone.get("sys_id")?, clone.get("completed")?);
        db.execute(sql!("clone/cancel.sql"), params![clone: &sys_id])?;
        cancel_undone(db, now)?;
        let text = format!("the clone of {completed} was cancelled by hand");
        syslog::write(db, CLEANUP, now, &Note::new(Level::Information, text))?;
        Ok(completed)
    })
}

fn the_one<'a>(clones: &'a [Row], which: Option<&str>) -> Result<&'a Row> {
    match (clones, which) {
        ([], None) => bail!("no clone is on record: there is nothing to cancel"),
        ([], Some(which)) => {
            bail!("no clone completed at {which:?} or has such a sys_id: see `midjobs after-clone --list`")
        }
        ([one], _) | ([one, ..], None) => Ok(one),
        ([_, _, ..], Some(which)) => {
            bail!("{} clones have a sys_id that begins with {which:?}: write more of it", clones.len())
        }
    }
}

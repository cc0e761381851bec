//! Triggers whose job is not what it was: its file is another's, gone, or has no schedule any more.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Result, bail};

use super::Trigger;
use super::ahead::move_from;
use super::local;
use super::registration::Registered;
use crate::amount::amount;
use crate::db::{Db, params, sql};
use crate::finding::{Level, Note};
use crate::job::{Catalog, Job};
use crate::run::{self, Finish, Missed, Outcome};
use crate::syslog::{self, Speaker};
use crate::time::Time;

/// More occurrences than this are not counted: a trigger of long ago must not keep a command waiting.
const COUNTED: usize = 1_000_000;

/// The file that a trigger belongs to, where that is another than the job's and still there: a call without it neither
/// moves nor runs the trigger.
pub fn held_by<'a>(catalog: &Catalog, job: &Job, job_file: Option<&'a str>) -> Option<&'a str> {
    let file = job_file.filter(|file| !is_same_file(job.file().as_deref(), file))?;
    is_there(catalog, file).then_some(file)
}

/// Whether a job's file is the one that a trigger remembers, by its name or, where links or `..` lead to it, as the file that it is.
pub(super) fn is_same_file(file: Option<&str>, remembered: &str) -> bool {
    let identity = |path: &str| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    let Some(file) = file else { return false };
    file == remembered || identity(file).is_some_and(|found| identity(remembered) == Some(found))
}

/// Whether the file is there, and was not read just now as that of another job.
pub fn is_there(catalog: &Catalog, file: &str) -> bool {
    job_of(catalog, file).is_none() && Path::new(file).try_exists().unwrap_or(true)
}

/// The job that the file makes now.
fn job_of<'a>(catalog: &'a Catalog, file: &str) -> Option<&'a Job> {
    catalog.jobs.iter().find(|job| job.file().as_deref() == Some(file))
}

/// What became of the file of a job that no file makes any more.
pub fn whereabouts(catalog: &Catalog, file: &str) -> String {
    match job_of(catalog, file) {
        Some(job) => format!("its job file {file} makes the job {} now, and none has this name", job.name),
        None if is_there(catalog, file) => format!("its job file is {file}"),
        None => format!("its job file {file} is gone"),
    }
}

/// Records what is due of a trigger whose job file is gone. Where the file is only not among those of this call, the
/// trigger stays as it is.
pub(super) fn settle(db: &Db, catalog: &Catalog, known: &Registered, now: Time) -> Result<()> {
    let Some(file) = known.job_file.as_deref().filter(|file| !is_there(catalog, file)) else { return Ok(()) };
    let waits = known.active && known.is_ready && known.attempts.is_none() && known.next_action <= now;
    let next = known.schedule().and_then(|schedule| schedule.next_after(now, known.next_action));
    let (true, Some(next)) = (waits, next) else { return Ok(()) };
    db.atomically(|| match move_from(db, known, next)? {
        true => skip_due(db, known, &whereabouts(catalog, file), now),
        false => Ok(()),
    })
}

/// Removes the repeating trigger of a job that has no schedule any more, once no run of it is under way. Left there it
/// would come due once more, and never again if the job gets its schedule back.
pub(super) fn unregister(db: &Db, known: &Registered, now: Time) -> Result<()> {
    db.atomically(|| {
        if db.execute(sql!("trigger/delete_repeating.sql"), params![job: &known.name])? > 0 {
            local::forget(db, &known.sys_id)?;
            skip_due(db, known, "its job has no repeating schedule any more", now)?;
            log::warn!(job = known.name.as_str(); "{} has no repeating schedule any more: its trigger was removed", known.name);
        }
        Ok(())
    })
}

/// Puts on record that the occurrences that are due are skipped, and why.
fn skip_due(db: &Db, known: &Registered, reason: &str, now: Time) -> Result<()> {
    if known.next_action > now {
        return Ok(());
    }
    let first = known.next_action;
    let more =
        known.schedule().map_or(0, |it| it.occurrences_between(first, now, first).take(COUNTED).count());
    let missed = Missed {
        due: first,
        occurrences: 1 + more,
        outcome: Outcome::Skipped,
        reason: Some(reason.to_owned()),
    };
    run::record_missed(db, (&known.sys_id, &known.name), &missed, None, now)?;
    say(db, &known.name, format!("skipped {}: {reason}", missed.in_words()), now)
}

/// Removes all triggers of a job for good; what was due of them is on record as skipped. Returns how many there were.
///
/// # Errors
/// When one of them is running.
pub fn remove(db: &Db, job: &str, triggers: &[Trigger], now: Time) -> Result<usize> {
    const REASON: &str = "removed by hand";
    for trigger in triggers {
        if db.execute(sql!("trigger/delete_of_job.sql"), params![trigger: &trigger.sys_id])? == 0 {
            bail!("a run of {job} is under way: try again when it has ended");
        }
        local::forget(db, &trigger.sys_id)?;
        match &trigger.run {
            Some(run) => {
                let outcome = Outcome::Skipped;
                run::finish(db, Finish { run, outcome, rows_changed: None, error: Some(REASON) }, now)?;
            }
            None if trigger.next_action <= now || !trigger.repeats => {
                let (due, reason) = (trigger.next_action, Some(REASON.to_owned()));
                let missed = Missed { due, occurrences: 1, outcome: Outcome::Skipped, reason };
                run::record_missed(db, (&trigger.sys_id, job), &missed, None, now)?;
            }
            None => {}
        }
    }
    say(db, job, format!("removed by hand: {} of it", amount(triggers.len(), "trigger")), now)?;
    Ok(triggers.len())
}

fn say(db: &Db, job: &str, message: String, now: Time) -> Result<()> {
    log::warn!(job; "{job}: {message}");
    syslog::write(db, Speaker { source: job, run: None }, now, &Note::new(Level::Warning, message))
}

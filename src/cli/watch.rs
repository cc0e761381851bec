//! Waiting: `run --watch` until something is due, `after-clone --wait` until its checks are.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::job_files::{Fingerprint, fingerprint};
use crate::db::{Db, Trouble};
use crate::runner::{RunReport, Stop, Tick};
use crate::time::Time;
use crate::trigger;

/// How often to look whether others changed the file, or the clock was set. Looking reads no table.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Runs each trigger when it comes due, until asked to stop; hands what ran to `tell`.
pub fn watch(db: &Db, context: &Context, stop: &Stop, mut tell: impl FnMut(&[RunReport])) -> Result<()> {
    let mut runner = context.runner(db);
    while !stop.is_requested() {
        db.ensure_in_place()?;
        let files = fingerprint(context.jobs_directory());
        let registered = context.ensure_time_is_real().and_then(|()| context.registered_jobs(db));
        match registered.and_then(|catalog| runner.run_due(&catalog)) {
            Ok(Tick::Done(reports)) => tell(&reports),
            Ok(Tick::AnotherAtWork) => log::info!("another runner is at work"),
            Err(error) if Trouble::Busy.is_cause_of(&error) => log::warn!("{error:#}; trying again"),
            Err(error) => return Err(error),
        }
        // All is told: while it waits, a request to stop may end the process.
        stop.leave_alone();
        wait_for_work(db, context, stop, &files)?;
    }
    Ok(())
}

/// Returns when something is due, somebody else changed the file or a job file, or a stop was asked for.
fn wait_for_work(db: &Db, context: &Context, stop: &Stop, files: &Fingerprint) -> Result<()> {
    let seen = db.version_of_others()?;
    let next = trigger::next_due(db)?;
    loop {
        // At least one look later, so that what cannot be run now is not tried without a pause.
        thread::park_timeout(next.map_or(LOOK_AGAIN, |next| time_until(next, context)));
        db.ensure_in_place()?;
        let due = next.is_some_and(|next| next <= context.now());
        if stop.takes_reload() || fingerprint(context.jobs_directory()) != *files {
            return Ok(());
        }
        if due || stop.is_requested() || db.version_of_others()? != seen {
            return Ok(());
        }
    }
}

fn time_until(next: Time, context: &Context) -> Duration {
    let seconds = next.since(context.now()).seconds();
    Duration::from_secs(seconds.max(1)).min(LOOK_AGAIN)
}

/// Waits for that moment; when rehearsing, it has come.
pub fn wait_until(moment: Time, context: &Context) {
    context.stop().leave_alone();
    while !context.rehearses() && context.now() < moment {
        thread::sleep(time_until(moment, context));
    }
}

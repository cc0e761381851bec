//! Waiting: `run --watch` until something is due, `after-clone --wait` until its checks are.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::thread;
use std::time::Duration;

use anyhow::{Error, Result, ensure};

use crate::cli::context::Context;
use crate::cli::job_files::{Fingerprint, fingerprint};
use crate::clone;
use crate::db::{Db, is_of_the_way};
use crate::job::Catalog;
use crate::notify::{self, Courier};
use crate::runner::{RunReport, Stop, Tick};
use crate::time::Time;
use crate::trigger;

/// How often to look whether others left something to do, or the clock was set.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How often it says at least that it is there.
const SAY_EVERY: Duration = Duration::from_secs(300);

/// Runs each trigger when it comes due, until asked to stop; hands what ran to `tell`.
pub fn watch(db: &Db, context: &Context, stop: &Stop, mut tell: impl FnMut(&[RunReport])) -> Result<()> {
    let outside = RefCell::new(Outside { courier: context.courier(), told: None });
    let files = RefCell::new(Fingerprint::new());
    // While a pull holds the tick, all that does not wait for it goes on.
    let look = || {
        outside.borrow_mut().turn(db, context);
        changed_jobs(db, context, stop, &files)
    };
    let mut runner = context.runner(db).looking(&look);
    while !stop.is_requested() {
        let turned = db.ensure_in_place().and_then(|()| {
            files.replace(fingerprint(context.jobs_directory()));
            context.ensure_time_is_real()?;
            runner.run_due(&context.registered_jobs(db)?)
        });
        match turned {
            Ok(Tick::Done(reports)) => tell(&reports),
            Ok(Tick::AnotherAtWork) => log::info!("another runner is at work"),
            Err(error) if is_of_the_way(&error) => log::warn!("{error:#}; trying again"),
            Err(error) => return Err(error),
        }
        // All is told: while it waits, a request to stop may end the process.
        stop.leave_alone();
        outside.borrow_mut().told = None;
        wait_for_work(db, context, stop, &files.borrow(), &mut outside.borrow_mut()).or_else(look_again)?;
    }
    Ok(())
}

/// A server that was lost while there was nothing to do is tried again by the next turn, which says so.
fn look_again(error: Error) -> Result<()> {
    if !is_of_the_way(&error) {
        return Err(error);
    }
    thread::park_timeout(LOOK_AGAIN);
    Ok(())
}

/// The jobs as their files have them now, where these are not what they were.
fn changed_jobs(
    db: &Db,
    context: &Context,
    stop: &Stop,
    files: &RefCell<Fingerprint>,
) -> Result<Option<Catalog>> {
    let found = fingerprint(context.jobs_directory());
    if !stop.takes_reload() && found == *files.borrow() {
        return Ok(None);
    }
    match context.registered_jobs(db) {
        // It is tried again the next time.
        Err(error) if is_of_the_way(&error) => Ok(None),
        registered => {
            files.replace(found);
            registered.map(Some)
        }
    }
}

/// Returns when something is due, another runner left something in Running, a clone was taken back, a job file changed, or
/// a stop was asked for.
fn wait_for_work(
    db: &Db,
    context: &Context,
    stop: &Stop,
    files: &Fingerprint,
    outside: &mut Outside,
) -> Result<()> {
    loop {
        outside.turn(db, context);
        // At least one look later, so that what cannot be run now is not tried without a pause.
        let next = trigger::next_due(db)?;
        thread::park_timeout(next.map_or(LOOK_AGAIN, |next| time_until(next, context)));
        db.ensure_in_place()?;
        if stop.is_requested() || stop.takes_reload() || fingerprint(context.jobs_directory()) != *files {
            return Ok(());
        }
        if has_work(db, context)? {
            return Ok(());
        }
    }
}

/// What others may have written is asked for: a few rows of an index, whatever the engine.
fn has_work(db: &Db, context: &Context) -> Result<bool> {
    let is_due = trigger::next_due(db)?.is_some_and(|next| next <= context.now());
    Ok(is_due || !trigger::running(db)?.is_empty() || clone::any_undone(db)?)
}

/// What a watch does beside its jobs, which never wait for it: telling what happened, and saying that it is there.
struct Outside {
    courier: Option<Courier>,
    /// When it last said so, by the clock that never goes back; `None` when something ran since.
    told: Option<Duration>,
}

impl Outside {
    fn turn(&mut self, db: &Db, context: &Context) {
        let elapsed = context.clock().elapsed();
        let is_time = self.told.is_none_or(|at| elapsed.saturating_sub(at) >= SAY_EVERY);
        let turned = self.courier.as_mut().map(|courier| courier.turn(db, context.clock()));
        if let Some(Err(error)) = turned {
            log::warn!("telling what happened: {error:#}; it is told later");
        }
        if is_time {
            self.told = Some(elapsed);
            if let Some(place) = context.notify_config().and_then(|config| config.ping.clone()) {
                notify::alive(place);
            }
        }
    }
}

fn time_until(next: Time, context: &Context) -> Duration {
    let seconds = next.since(context.now()).seconds();
    Duration::from_secs(seconds.max(1)).min(LOOK_AGAIN)
}

/// Waits for that moment; when rehearsing, it has come. The file is not open meanwhile.
///
/// # Errors
/// When the file is not the one any more that it was when this began.
pub fn wait_until(moment: Time, context: &Context) -> Result<()> {
    context.stop().leave_alone();
    let file = context.file();
    let identity = || fs::metadata(&file).ok().map(|found| (found.dev(), found.ino(), found.len() == 0));
    let before = identity();
    while !context.rehearses() && context.now() < moment {
        thread::sleep(time_until(moment, context));
        ensure!(
            identity() == before,
            "{} was removed, replaced or truncated during the wait: what is scheduled in it now, `midjobs run` runs",
            file.display()
        );
    }
    Ok(())
}

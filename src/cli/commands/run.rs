//! `run`: carry out what is due.

use std::io::Write;

use anyhow::{Result, ensure};

use crate::cli::context::{Context, runner_name};
use crate::cli::exit::Exit;
use crate::cli::output::changes;
use crate::cli::output::reports;
use crate::cli::watch::watch;
use crate::db::{Access, Db, Trouble};
use crate::runner::Stop;
use crate::runner::{RunReport, Tick};
use crate::time::Span;
use crate::trigger;

/// Run what is due, and exit
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run    a crontab line\n  \
    midjobs --now '2026-03-01 12:15:00' run --dry-run           what would it do at another time?\n  \
    midjobs run --watch                                         in a container")]
pub struct Args {
    /// Stay, and run each trigger when it comes due, until SIGTERM or SIGINT
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// With --watch: how long a running job may go on after SIGTERM or SIGINT before it is rolled back
    #[arg(long, value_name = "SPAN", default_value = "20s", requires = "watch")]
    grace: Span,
    /// Change nothing: show what would be added, changed and removed, table by table. With -v also
    /// in sys_trigger, sys_trigger_run and syslog, where midjobs keeps account; --json always has them.
    /// sys_ids of new rows are made up anew each time
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if args.dry_run {
        let done = changes::run(context, out, |db| run_due(db, context))?;
        return Ok(done.unwrap_or_else(another_at_work));
    }
    if args.watch {
        ensure!(!context.rehearses(), "--watch goes by the real time: leave out --now");
        let db = context.open(Access::Write)?;
        let tell = |reports: &[RunReport]| {
            // What it does matters more than who listens.
            if let Err(error) = reports::show(reports, context, out).and_then(|_| Ok(out.flush()?)) {
                log::warn!("writing to standard output: {error:#}");
            }
            Ok(())
        };
        return watch(&db, context, &Stop::on_signals(args.grace)?, tell).map(|()| Exit::Done);
    }
    once(context, out)
}

/// Runs what is due.
pub fn once(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    match run_due(&db, context) {
        Ok(Tick::Done(reports)) => reports::show(&reports, context, out),
        Ok(Tick::AnotherAtWork) => Ok(another_at_work()),
        Err(error) if Trouble::Busy.is_cause_of(&error) && another_runs(&db)? => Ok(another_at_work()),
        Err(error) => Err(error),
    }
}

/// Only a runner leaves a trigger in Running: then it is one of us who holds the file.
fn another_runs(db: &Db) -> Result<bool> {
    let own_name = runner_name();
    Ok(trigger::running(db)?.iter().any(|orphan| orphan.claimed_by.as_deref() != Some(&own_name)))
}

fn run_due(db: &Db, context: &Context) -> Result<Tick> {
    let catalog = context.registered_jobs(db)?;
    context.runner(db, &catalog).run_due(context.now())
}

fn another_at_work() -> Exit {
    log::warn!("another runner is at work on this file: what is due is left to it");
    Exit::Done
}

//! `after-clone`: record a clone and run the cleanup scripts.

use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{self, reports};
use crate::cli::watch::wait_until;
use crate::clone::{self, Clone, Scheduled};
use crate::db::Access;
use crate::job::Catalog;
use crate::time::Time;

/// Record a clone of the instance and schedule the checks that follow it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs after-clone --source prod --target dev\n  \
    midjobs after-clone --completed '2026-03-01 12:00:00' --wait")]
pub struct Args {
    /// The instance that was copied
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The instance that was copied over
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// When the clone completed, UTC; now unless given
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    completed: Option<Time>,
    /// Stay until the checks have run
    #[arg(long)]
    wait: bool,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let completed = args.completed.unwrap_or_else(|| context.now());
    let clone = Clone { source: args.source.as_deref(), target: args.target.as_deref(), completed };
    let recorded = clone::record(&db, &catalog, &clone, context.now())?;
    if recorded.scheduled.is_empty() && !context.json() {
        writeln!(out, "the clone completed at {completed} is known already: nothing was scheduled twice")?;
    }
    if !recorded.scheduled.is_empty() && clone::others_pending(&db, &recorded.clone)? {
        log::warn!(
            "the checks of another clone are still pending: if it is this one, recorded twice, delete one; \
             --completed with its time names a clone for good"
        );
    }
    output::show(context, out, "scheduled", recorded.scheduled.iter().map(reports::scheduled).collect())?;
    out.flush()?;
    drop(db);
    if args.wait {
        run_checks(&recorded.clone, &catalog, context, out)
    } else {
        run_at_once(&recorded.scheduled, completed, context, out)
    }
}

/// A cleanup script without a delay runs right away; the others are the next run's.
fn run_at_once(
    scheduled: &[Scheduled],
    completed: Time,
    context: &Context,
    out: &mut dyn Write,
) -> Result<Exit> {
    if scheduled.iter().any(|check| check.next_action == completed) {
        return run_once(context, out);
    }
    Ok(Exit::Done)
}

/// Stays until every check of the clone has run. When rehearsing, their times come at once.
fn run_checks(clone: &str, catalog: &Catalog, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let mut worst = Exit::Done;
    while let Some(next) = clone::next_check(&context.open(Access::Read)?, catalog, clone)? {
        wait_until(next, context);
        let there = context.at_least(next);
        worst = worst.max(run_once(&there, out)?);
        out.flush()?;
    }
    Ok(worst)
}

fn run_once(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let tick = context.run_due(&context.open(Access::Write)?)?;
    reports::show_tick(tick, context, out)
}

//! `after-clone`: record a clone and run the cleanup scripts.

mod heartbeats;

use std::io::Write;

use anyhow::{Result, ensure};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::why as pages;
use crate::cli::output::{self, reports};
use crate::cli::resting::Resting;
use crate::cli::watch::wait_until;
use crate::clone::{self, Clone, Named, Recorded, Scheduled};
use crate::coverage;
use crate::db::{Access, Db, sql};
use crate::intake::tables;
use crate::job::Catalog;
use crate::password;
use crate::time::{Moment, Time};
use crate::why;

/// Record a clone of the instance and schedule the checks that follow it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs after-clone --source prod --target dev\n  \
    midjobs after-clone --completed '2026-03-01 12:00:00' --wait\n  \
    midjobs after-clone --list\n  \
    midjobs after-clone --cancel '2026-03-01 12:00:00'\n\n\
    The same source and target within a day with another --completed corrects the clone that is on record.")]
pub struct Args {
    /// The instance that was copied
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The instance that was copied over
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// When the clone completed, UTC; now unless given
    #[arg(long, value_name = "TIME")]
    completed: Option<Moment>,
    /// Stay until the checks have run
    #[arg(long)]
    wait: bool,
    /// List the clones on record
    #[arg(long, conflicts_with_all = ["source", "target", "completed", "wait", "cancel"])]
    list: bool,
    /// Cancel a clone that was recorded by mistake, and its checks: the latest, or that of this time or sys_id
    #[arg(long, value_name = "TIME or ID", num_args = 0..=1, conflicts_with_all = ["source", "target", "completed", "wait"])]
    cancel: Option<Option<String>>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.cancel {
        _ if args.list => list(context, out),
        Some(which) => cancel(which.as_deref(), context, out),
        None => record(args, context, out),
    }
}

fn list(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let clones = context.open(Access::Read)?.rows(sql!("look/list_clones.sql"), &[])?;
    let nothing =
        "no clone is on record: `midjobs after-clone` records one, and a load of clone_instance brings them";
    output::show_or(context, out, "clones", output::shown(clones), nothing).map(|()| Exit::Done)
}

fn cancel(which: Option<&str>, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let completed = clone::cancel(&db, which, context.now())?;
    output::done(context, out, &format!("the clone of {completed} is cancelled, with its checks to come"))
}

fn record(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    ensure!(
        !args.wait || !context.rehearses() || context.simulates(),
        "--wait goes by the real time: leave out --now, or say with --simulate that the file is one to play with"
    );
    for (what, name) in [("--source", &args.source), ("--target", &args.target)] {
        password::refuse(what, name.as_deref().unwrap_or_default())?;
    }
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let named = if args.completed.is_some() { Named::Exactly } else { Named::Now };
    if named == Named::Now {
        heartbeats::ask(&db, context.now())?;
    }
    let now = context.now();
    let completed = args.completed.map_or(now, |completed| completed.looking_back(now));
    let clone = Clone { source: args.source.as_deref(), target: args.target.as_deref(), completed };
    let recorded = clone::record(&db, &catalog, &clone, named, context.now())?;
    if !context.json() {
        tell(&recorded, completed, out)?;
    }
    if !recorded.scheduled.is_empty() && clone::others_pending(&db, &recorded.clone)? {
        log::warn!(
            "the checks of another clone are still pending: if it is this one, recorded twice, cancel one with \
             --cancel (see --list); --source and --target with another --completed correct it"
        );
    }
    output::show(context, out, "scheduled", recorded.scheduled.iter().map(reports::scheduled))?;
    if !recorded.scheduled.is_empty() && !context.json() {
        advise(&db, &catalog, completed, context, out)?;
    }
    out.flush()?;
    drop(db);
    if args.wait {
        run_checks(&recorded.clone, &catalog, context, out)
    } else {
        run_at_once(&recorded.scheduled, completed, context, out)
    }
}

/// Says that the clone was on record, and what became of that.
fn tell(recorded: &Recorded, completed: Time, out: &mut dyn Write) -> Result<()> {
    if let Some(from) = recorded.corrected {
        writeln!(out, "the clone of {from} UTC was corrected: it completed at {completed} UTC")?;
    }
    if recorded.scheduled.is_empty() {
        writeln!(
            out,
            "the clone completed at {completed} UTC is known already: nothing was scheduled twice"
        )?;
    }
    Ok(())
}

/// Rows from before the clone say nothing about it. Where none are pulled, somebody has to bring newer ones.
fn advise(db: &Db, catalog: &Catalog, completed: Time, context: &Context, out: &mut dyn Write) -> Result<()> {
    let resting = Resting::of(db, catalog, context.now())?;
    let doubts = resting.doubts(&resting.sight(db, context.now())?);
    if doubts.is_empty() || resting.is_pulled() {
        return Ok(());
    }
    let lists: Vec<String> = doubts.iter().map(|doubt| tables::list_to_export(&doubt.table)).collect();
    let from = completed + coverage::SETTLES;
    writeln!(
        out,
        "the checks need rows from after the clone: from {from} UTC on, export these lists and import them with --replace"
    )?;
    Ok(writeln!(out, "  {}", lists.join("\n  "))?)
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
        tell_of_waiting(next, context, out)?;
        wait_until(next, context)?;
        let there = context.at_least(next);
        worst = worst.max(run_once(&there, out)?);
        out.flush()?;
    }
    if !context.json() {
        let there = context.now();
        let told = why::tell(context.open(Access::Read)?.reader(), there)?;
        write!(out, "\n{}", pages::estate(&told, there))?;
    }
    Ok(worst)
}

/// Says until when nothing happens, and that nothing is lost when this process ends.
fn tell_of_waiting(next: Time, context: &Context, out: &mut dyn Write) -> Result<()> {
    if context.rehearses() || context.json() || next <= context.now() {
        return Ok(());
    }
    let when = next.seen_from(context.now());
    let text = format!(
        "waiting for the check at {next} UTC, {when}; should this end before, the next `midjobs run` makes it"
    );
    output::tell(context, out, &text)?;
    Ok(out.flush()?)
}

fn run_once(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let exit = reports::show_tick(context.run_due(&db)?, context, out)?;
    out.flush()?;
    // The next check is an hour away.
    context.deliver(&db);
    Ok(exit)
}

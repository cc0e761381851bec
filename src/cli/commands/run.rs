//! `run`: carry out what is due.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::cli::context::{Context, path_or_none};
use crate::cli::exit::Exit;
use crate::cli::metrics;
use crate::cli::output::{changes, reports};
use crate::cli::watch::watch;
use crate::db::Access;
use crate::runner::{RunReport, dry_run};
use crate::time::Span;

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
    /// Write metrics for node_exporter to this file when all is done; that it cannot be written is a warning
    #[arg(long, env = "MIDJOBS_TEXTFILE", value_name = "FILE", value_parser = path_or_none())]
    textfile: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match (args.dry_run, args.watch) {
        (true, _) => rehearse(context, out),
        (_, true) => stay(args, context, out),
        _ => {
            let done = run_once(context, out);
            tell_metrics(args, context);
            done
        }
    }
}

fn run_once(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let tick = context.run_due(&context.open(Access::Write)?)?;
    reports::show_tick(tick, context, out)
}

/// Whoever measures is no reason to stop.
fn tell_metrics(args: &Args, context: &Context) {
    let Some(path) = args.textfile.as_deref().filter(|path| !path.as_os_str().is_empty()) else { return };
    if let Err(error) = metrics::write_to(path, context) {
        log::warn!("{error:#}");
    }
}

fn rehearse(context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::DryRun)?;
    let done = dry_run(&db, context.lock_timeout(), || context.run_due(&db))?;
    changes::show_tick(done, context, out)
}

fn stay(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    ensure!(!context.rehearses(), "--watch goes by the real time: leave out --now");
    context.stop().stay(args.grace);
    context.stay();
    let db = context.open(Access::Write)?;
    let tell = |reports: &[RunReport]| {
        // What it does matters more than who listens.
        if let Err(error) = reports::show(reports, context, out).and_then(|_| Ok(out.flush()?)) {
            log::warn!("writing to standard output: {error:#}");
        }
        tell_metrics(args, context);
    };
    watch(&db, context, context.stop(), tell)?;
    // A job file with a fault was said: a watch that was asked to stop ends well.
    context.forget_faults();
    Ok(Exit::Done)
}

//! `run`: carry out what is due.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::cli::at_rest::Rest;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::global::path_or_none;
use crate::cli::metrics;
use crate::cli::output::{changes, reports};
use crate::cli::watch::watch;
use crate::db::{Access, Db};
use crate::notify;
use crate::printable::{printable_json, printable_lines};
use crate::runner::{RunReport, Tick, dry_run};
use crate::time::Span;

/// Run what is due, and exit
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run --quiet    a crontab line\n  \
    midjobs --now '2026-03-01 12:15:00' run --dry-run           what would it do at another time?\n  \
    midjobs run --watch                                         in a container")]
pub struct Args {
    /// Stay, and run each trigger when it comes due, until SIGTERM or SIGINT
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// Print nothing when all is well; else what is new, over, acknowledged, given up or in doubt, once, and what to do.
    /// An attempt that failed is told when it is given up
    #[arg(long, conflicts_with = "dry_run")]
    quiet: bool,
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
    #[command(flatten)]
    pub(super) fleet: Fleet,
}

impl Args {
    /// Whether it says only what somebody must know.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether it stays until it is asked to stop.
    pub fn stays(&self) -> bool {
        self.watch
    }

    /// How long a running job may go on after that.
    pub fn grace(&self) -> Span {
        self.grace
    }

    /// Whether metrics are to be written to a file.
    pub fn has_textfile(&self) -> bool {
        self.named_textfile().is_some()
    }

    /// The file for metrics, if one was named.
    fn named_textfile(&self) -> Option<&Path> {
        self.textfile.as_deref().filter(|path| !path.as_os_str().is_empty())
    }

    /// What is known of the file before it is opened, where one tick is asked for and nobody else is to be told.
    fn rest<'a>(&self, context: &'a Context) -> Option<Rest<'a>> {
        let is_alone = !self.dry_run && self.named_textfile().is_none();
        Rest::of(context, self.quiet).filter(|_| is_alone)
    }

    /// Whether there is nothing to do, nothing to say, and no need to open the file for that.
    pub fn finds_rest(&self, context: &Context) -> bool {
        self.rest(context).is_some_and(|rest| rest.holds())
    }

    /// Whether it does what is due and exits.
    pub fn is_one_tick(&self) -> bool {
        !self.watch && !self.dry_run
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match (args.dry_run, args.watch) {
        (true, _) => rehearse(context, out),
        (_, true) => stay(args, context, out),
        _ => {
            let done = tick(args, context, out);
            tell_metrics(args, context);
            done
        }
    }
}

/// One turn, whether or not the process stays after it.
pub fn once(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if args.dry_run { rehearse(context, out) } else { tick(args, context, out) }
}

fn tick(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let mut rest = args.rest(context);
    if let Some(rest) = &mut rest {
        rest.look_closely();
    }
    if args.quiet { run_quietly(context, rest, out) } else { run_once(context, rest, out) }
}

fn run_once(context: &Context, rest: Option<Rest>, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let tick = context.run_due(&db)?;
    note_rest(rest, &tick, db)?;
    reports::show_tick(tick, context, out)
}

/// Where there was nothing to do, the next tick may know that at once.
fn note_rest(rest: Option<Rest>, tick: &Tick, db: Db) -> Result<()> {
    let Some(rest) = rest.filter(|_| matches!(tick, Tick::Done(reports) if reports.is_empty())) else {
        return Ok(());
    };
    let end = rest.end(&db)?;
    // Closing the file may write what was still in its log.
    drop(db);
    rest.note(end);
    Ok(())
}

/// Whoever measures is no reason to stop.
fn tell_metrics(args: &Args, context: &Context) {
    let Some(path) = args.named_textfile() else { return };
    if let Err(error) = metrics::write_to(path, context) {
        log::warn!("{error:#}");
    }
}

/// Whoever reads what is printed is told like everybody else: once, and never what was told before.
fn run_quietly(context: &Context, rest: Option<Rest>, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    notify::register_quiet(&db)?;
    let tick = context.run_due(&db);
    // Also where the runner could not go on: what it did is told.
    tell_quietly(&db, context, out)?;
    let tick = tick?;
    note_rest(rest, &tick, db)?;
    Ok(match tick {
        Tick::Done(reports) => reports::exit_of(&reports),
        Tick::AnotherAtWork => Exit::Done,
    })
}

/// Prints what is to be told and was not; it counts as told once it is out.
fn tell_quietly(db: &Db, context: &Context, out: &mut dyn Write) -> Result<()> {
    notify::gather(db, &context.about(), context.now())?;
    while let Some(next) = notify::next_message(db, notify::QUIET)? {
        match context.json() {
            true => writeln!(out, "{}", printable_json(&next.body))?,
            false => write!(out, "{}", printable_lines(&notify::page_of(&next.body)))?,
        }
        out.flush()?;
        notify::acknowledge(db, notify::QUIET, next.sequence, context.now())?;
    }
    Ok(())
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
    if args.quiet {
        notify::register_quiet(&db)?;
    }
    let tell = |reports: &[RunReport]| {
        let told = match args.quiet {
            true => tell_quietly(&db, context, out),
            false => reports::show(reports, context, out).map(drop),
        };
        // What it does matters more than who listens.
        if let Err(error) = told.and_then(|()| Ok(out.flush()?)) {
            log::warn!("writing to standard output: {error:#}");
        }
        tell_metrics(args, context);
    };
    watch(&db, context, context.stop(), tell)?;
    // A job file with a fault was said: a watch that was asked to stop ends well.
    context.forget_faults();
    Ok(Exit::Done)
}

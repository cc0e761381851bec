//! `status`: one line for a monitor, details below it, an exit code.

mod clock;
mod concern;

use std::io::Write;

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::age::Covered;
use crate::cli::resting::Resting;
use crate::cli::standing;
use crate::coverage::{self, Doubt, DoubtKind, STATUS, Sight};
use crate::db::{Access, Db, Row, params, sql};
use crate::job::{Catalog, setting};
use crate::runner::NO_NEW_ROWS;
use crate::schedule::rules;
use crate::time::{Span, Time};
use crate::why::{self, Told};
pub use concern::Concern;

/// A trigger that was due longer ago is overdue, unless another time is asked for.
pub const OVERDUE: Span = Span::from_seconds(30 * 60);

/// One line for a monitor: 0 OK, 1 warning, 2 critical, 3 unknown
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db status\n\n\
    Critical: a MID Server that is Down by a clone and not acknowledged, or was only until a time that has passed; a\n\
    job whose last three occurrences failed; a trigger in Error.\n\
    Warning: another Down MID Server, one that is Up and not validated, one that is neither for 2 hours; a table in\n\
    doubt (see `midjobs tables`); a clone that waits for rows; a job whose last occurrence failed, is overdue, stuck,\n\
    always skipped or due beyond its schedule; a clock in doubt; a new issue of a job of your own; job files with faults.\n\
    Details only: what was Down before the clone, is Up again, acknowledged, unconfirmed, not associated with a MID\n\
    Server, or over.\n\
    Unknown: the file cannot be read.")]
pub struct Args {
    /// A trigger that was due longer ago is overdue
    #[arg(long, value_name = "SPAN", default_value_t = OVERDUE)]
    overdue: Span,
}

/// What the status comes to.
pub struct Verdict {
    /// All that is counted, in one row.
    pub row: Row,
    /// The weight of the worst concern.
    pub exit: Exit,
    /// What there is to say, the worst first.
    pub concerns: Vec<Concern>,
    /// How old the rows are that it rests on.
    pub covered: Covered,
    /// The tables that active jobs rest on.
    pub rests_on: Vec<String>,
    /// What cannot be told of these.
    pub doubts: Vec<Doubt>,
    /// What is said of each MID Server.
    pub told: Told,
}

/// What cannot be told is said on standard output as well: a monitor reads no other.
pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    tell(args, context, out).or_else(|error| {
        let error_text = format!("{error:#}");
        match context.json() {
            true => output::show_json(
                context,
                out,
                "status",
                json!([{ "status": "UNKNOWN", "error": error_text }]),
            )?,
            false => writeln!(out, "MIDJOBS UNKNOWN - {}", output::printable(&error_text))?,
        }
        out.flush()?;
        Err(error)
    })
}

fn tell(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let Verdict { row, exit, concerns, covered, .. } = judge(&db, context, args.overdue)?;
    if context.json() {
        let shown = shown(&row, exit, &concerns);
        output::show_sections(context, out, [("status", vec![shown]), ("coverage", covered.shown())])?;
    } else {
        output::tell(context, out, &line(exit, &row, &concerns, covered.age())?)?;
        for concern in &concerns {
            output::tell(
                context,
                out,
                &format!("{}: {}", label(concern.weight).to_lowercase(), concern.text),
            )?;
        }
    }
    Ok(exit)
}

/// What the status says, whoever shows it.
///
/// # Errors
/// When the file cannot be read.
pub fn judge(db: &Db, context: &Context, overdue: Span) -> Result<Verdict> {
    let now = context.now();
    let params = params![now, overdue: now - overdue, no_new_rows: NO_NEW_ROWS];
    let row = db.row(sql!("look/find_status.sql"), params)?.context("reading the status")?;
    let mut catalog = context.load_jobs()?;
    catalog.apply(&setting::all(db)?);
    let resting = Resting::of(db, &catalog, now)?;
    let sight = resting.sight(db, now)?;
    let told = why::tell(db.reader(), now)?;
    let standing = standing::of(db, &told, &told.answers.iter().collect::<Vec<_>>(), now)?;
    let mut concerns = concern::of_standing(&standing);
    concerns.extend(concern::of_row(&row)?);
    if !sees_heartbeats(&sight) {
        concerns.retain(|concern| concern.column != concern::UP_WITHOUT_HEARTBEAT);
    }
    concerns.extend(concern::of_faults(catalog.faults.len()));
    concerns.extend(concern::of_stuck(stuck(db, &catalog, overdue, now)?));
    concerns.extend(clock::concerns(db, &catalog, now)?);
    let doubts = resting.doubts(&sight);
    concerns.extend(of_doubts(&doubts));
    concerns.sort_by_key(|concern| std::cmp::Reverse(concern.weight));
    let exit = concerns.first().map_or(Exit::Done, |worst| worst.weight);
    let covered = Covered::seen(sight, coverage::ISSUES, now);
    let rests_on = resting.tables().map(str::to_owned).collect();
    Ok(Verdict { row, exit, concerns, covered, rests_on, doubts, told })
}

/// How many triggers are in Running for longer than their job may take, and as long again as one may be overdue.
fn stuck(db: &Db, catalog: &Catalog, overdue: Span, now: Time) -> Result<usize> {
    let mut stuck = 0;
    for row in db.rows(sql!("look/list_running.sql"), &[])? {
        let (job, since): (String, Option<Time>) = (row.get("name")?, row.get("claimed_on")?);
        let timeout = catalog.find(&job).map_or(Span::from_seconds(0), |job| job.timeout);
        stuck += usize::from(since.is_none_or(|since| since + timeout + overdue < now));
    }
    Ok(stuck)
}

/// Whether a heartbeat since the clone could be seen: in rows from before it there is none.
fn sees_heartbeats(sight: &Sight) -> bool {
    !sight.doubt(&STATUS).is_some_and(|doubt| matches!(doubt.kind, DoubtKind::BeforeClone(_)))
}

/// What cannot be seen. What somebody declared as not to be had is no news, but for the MID Servers: without them nothing
/// is known to be well.
fn of_doubts(doubts: &[Doubt]) -> Vec<Concern> {
    let is_no_news = |doubt: &Doubt| doubt.kind.is_declared() && doubt.table != STATUS.table;
    let (never, others): (Vec<Doubt>, Vec<Doubt>) = doubts.iter().cloned().partition(is_no_news);
    let of = |doubts: &[Doubt], weight| {
        let causes = coverage::causes(doubts);
        let concerns = causes.iter().map(|cause| {
            let help = if weight == Exit::Warning { format!("; {}", cause.cure()) } else { String::new() };
            Concern { column: "", weight, brief: cause.reason(), text: format!("{}{help}", cause.reason()) }
        });
        concerns.collect::<Vec<_>>()
    };
    let mut concerns = of(&others, Exit::Warning);
    concerns.extend(of(&never, Exit::Done));
    concerns
}

fn shown(row: &Row, exit: Exit, concerns: &[Concern]) -> output::Shown {
    let mut shown = output::shown(std::slice::from_ref(row)).pop().unwrap_or_default();
    let concerns =
        concerns.iter().map(|concern| json!({ "level": label(concern.weight), "text": concern.text }));
    shown.insert("concerns".to_owned(), concerns.collect());
    shown.insert("time_zones".to_owned(), rules::in_use().to_string().into());
    shown.insert("status".to_owned(), label(exit).into());
    shown
}

/// A weight as monitoring plugins call it.
pub fn label(weight: Exit) -> &'static str {
    match weight {
        Exit::Done => "OK",
        Exit::Critical => "CRITICAL",
        _ => "WARNING",
    }
}

/// As the monitoring plugins have it: what is worst, then figures.
fn line(exit: Exit, row: &Row, concerns: &[Concern], age: Option<String>) -> Result<String> {
    let count = |column: &str| row.get::<i64>(column);
    let worst = concerns.iter().filter(|concern| concern.weight == exit && exit > Exit::Done);
    let rest: String =
        worst.map(|concern| concern.brief.clone()).chain(age).map(|words| format!(", {words}")).collect();
    let figures = row.iter().map(|(column, _)| Ok(format!("{column}={}", count(column)?)));
    Ok(format!(
        "MIDJOBS {} - {} of {} MID Servers down{} | {}",
        label(exit),
        count("mid_servers_down")?,
        count("mid_servers")?,
        output::printable(&rest).replace('|', "/"),
        figures.collect::<Result<Vec<_>>>()?.join(" ")
    ))
}

//! `status`: one line for a monitor, details below it, an exit code.

mod args;
mod clock;
mod concern;
mod line;
mod next;
mod one;
mod range;
mod seen;

use std::io::Write;

use anyhow::{Context as _, Error, Result};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::age::Covered;
use crate::cli::resting::Resting;
use crate::coverage::{self, Doubt, DoubtKind, STATUS, Sight};
use crate::db::{Db, Row, params, sql};
use crate::job::{Catalog, setting};
use crate::runner::NO_NEW_ROWS;
use crate::standing;
use crate::time::{Span, Time};
use crate::why::{self, Told};
pub use args::Args;
pub use concern::Concern;
use line::Thresholds;
use range::Range;
pub use seen::look;

/// A trigger that was due longer ago is overdue, unless another time is asked for.
pub const OVERDUE: Span = Span::from_seconds(30 * 60);

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
    /// How many MID Servers are Down that somebody should know of.
    down: usize,
    /// What there is to type next, a line each.
    next: Vec<String>,
}

/// What cannot be told is said on standard output as well: a monitor reads no other.
pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    tell(args, context, out).or_else(|error| unknown(error, args, context, out))
}

/// Says that it cannot be told, and why.
pub fn unknown(error: Error, args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let error_text = format!("{error:#}");
    let rows = json!([{ "status": "UNKNOWN", "error": error_text }]);
    match context.json() {
        true => output::show_json(context, out, "status", rows)?,
        false => writeln!(out, "MIDJOBS UNKNOWN - {}", output::printable(&error_text))?,
    }
    out.flush()?;
    if !args.never_fails() {
        return Err(error);
    }
    log::error!("{error_text}");
    Ok(Exit::Done)
}

fn tell(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let seen = look(args, context)?;
    let verdict = &seen.verdict;
    if context.json() {
        let coverage = verdict.covered.shown();
        output::show_sections(context, out, [("status", vec![seen.shown()]), ("coverage", coverage)])?;
        return Ok(args.exit(verdict.exit));
    }
    let (first, figures) = seen.first_line()?;
    // A monitor reads the figures in the first line; people read them last, if at all.
    let is_for_people = context.screen().width.is_some() && !figures.is_empty();
    match is_for_people || figures.is_empty() {
        true => output::tell(context, out, &first)?,
        false => output::tell(context, out, &format!("{first} | {figures}"))?,
    }
    // A bar begins figures also in the lines below.
    for concern in &verdict.concerns {
        let text = concern.text.replace('|', "/");
        output::tell(context, out, &format!("{}: {text}", heading(concern.weight)))?;
    }
    for line in &verdict.next {
        output::tell(context, out, &format!("  {}", line.replace('|', "/")))?;
    }
    if is_for_people {
        output::tell(context, out, &format!("figures: {figures}"))?;
    }
    Ok(args.exit(verdict.exit))
}

/// The verdict about everything, or about one alone and what that is in the first line.
fn judge_as_asked(
    args: &Args,
    thresholds: &Thresholds,
    context: &Context,
    db: &Db,
) -> Result<(Verdict, Option<String>)> {
    let mut verdict = judge(db, context, args.overdue)?;
    let subject = match (&args.mid_server, &args.source) {
        (None, None) => None,
        (Some(name), _) => Some(one::mid_server(db, name, &mut verdict, context.now())?),
        (_, Some(name)) => Some(one::source(db, name, &context.load_jobs()?, &mut verdict, context.now())?),
    };
    if thresholds.warning.is_some() || thresholds.critical.is_some() {
        verdict.weigh_by(thresholds);
    }
    Ok((verdict, subject))
}

impl Verdict {
    /// Lets the number of Down MID Servers decide about them, whatever they are Down for.
    fn weigh_by(&mut self, thresholds: &Thresholds) {
        let down = u64::try_from(self.down).unwrap_or(u64::MAX);
        let alerts = |range: &Option<Range>| range.as_ref().is_some_and(|range| range.alerts(down));
        let weight = match (alerts(&thresholds.critical), alerts(&thresholds.warning)) {
            (true, _) => Exit::Critical,
            (false, true) => Exit::Warning,
            (false, false) => Exit::Done,
        };
        for concern in self.concerns.iter_mut().filter(|concern| concern.column == concern::DOWN) {
            concern.weight = Exit::Done;
        }
        let brief = format!("{down} of them count");
        let text = format!("{down} Down MID Servers count for -w and -c; see `midjobs why`");
        self.concerns.push(Concern { column: concern::DOWN, weight, brief, text });
        self.exit = heaviest(&mut self.concerns);
    }
}

/// The weight of the worst concern, which comes first from now on.
fn heaviest(concerns: &mut [Concern]) -> Exit {
    concerns.sort_by_key(|concern| std::cmp::Reverse(concern.weight));
    concerns.first().map_or(Exit::Done, |worst| worst.weight)
}

/// What the status says, whoever shows it.
///
/// # Errors
/// When the file cannot be read.
pub fn judge(db: &Db, context: &Context, overdue: Span) -> Result<Verdict> {
    let now = context.now();
    let fresh_from = Sight::at(db.reader(), now)?.fresh_from();
    let params = params![now, overdue: now - overdue, no_new_rows: NO_NEW_ROWS, fresh_from];
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
    let exit = heaviest(&mut concerns);
    let down = concern::down(&standing);
    let mut next = next::accounts(db, &told, now)?;
    next.extend(next::jobs(db, now - overdue)?);
    let covered = Covered::seen(sight, coverage::ISSUES, now);
    let rests_on = resting.tables().map(str::to_owned).collect();
    Ok(Verdict { row, exit, concerns, covered, rests_on, doubts, told, down, next })
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
            Concern {
                column: concern::DOUBT,
                weight,
                brief: cause.reason(),
                text: format!("{}{help}", cause.reason()),
            }
        });
        concerns.collect::<Vec<_>>()
    };
    let mut concerns = of(&others, Exit::Warning);
    concerns.extend(of(&never, Exit::Done));
    concerns
}

/// A weight for people: what is a detail is no less Down for that.
fn heading(weight: Exit) -> String {
    if weight == Exit::Done { "info".to_owned() } else { label(weight).to_lowercase() }
}

/// A weight as monitoring plugins call it.
pub fn label(weight: Exit) -> &'static str {
    match weight {
        Exit::Done => "OK",
        Exit::Critical => "CRITICAL",
        _ => "WARNING",
    }
}

//! `log`: what the jobs said.

use std::io::Write;

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::{self, log_lines};
use crate::db::{Access, Db, params, sql};
use crate::finding::Level;
use crate::time::Moment;

/// Show the log of the jobs, the oldest line first
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs log --level warning --since 2h\n  \
    midjobs log --job MIDUserConnectivity --last 20")]
pub struct Args {
    /// Only lines of this job
    #[arg(long)]
    job: Option<String>,
    /// Only lines of this run, as `midjobs runs` shows it: its sys_id or the beginning of it
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Only lines of this level or above
    #[arg(long, value_enum, default_value_t = LowestLevel::Information)]
    level: LowestLevel,
    /// Only lines from this time on: a time, a date, or as 2h
    #[arg(long, value_name = "TIME")]
    since: Option<Moment>,
    /// Only the last lines; 1000 unless given, but all of a run
    #[arg(long, value_name = "LINES")]
    last: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LowestLevel {
    Debug,
    #[value(alias = "info")]
    Information,
    #[value(alias = "warn")]
    Warning,
    Error,
}

impl LowestLevel {
    fn level(self) -> Level {
        match self {
            Self::Debug => Level::Debug,
            Self::Information => Level::Information,
            Self::Warning => Level::Warning,
            Self::Error => Level::Error,
        }
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let limit = args.last.unwrap_or(if args.run.is_some() { u32::MAX } else { 1_000 });
    let params = params![
        job: args.job.as_deref(),
        run: args.run.as_deref(),
        level: args.level.level() as i64,
        since: args.since.map(|since| since.looking_back(context.now())),
        limit: i64::from(limit),
    ];
    let lines = match args.run {
        Some(_) => sql!("look/list_log_lines_of_runs.sql"),
        None if args.level.level() > Level::Information => sql!("look/list_warnings.sql"),
        None => sql!("look/list_log_lines.sql"),
    };
    let rows = db.rows(lines, params)?;
    if rows.is_empty() {
        ensure_known(args, context, &db)?;
    }
    if context.json() || rows.is_empty() {
        let nothing = "the log has no such line: see `midjobs runs` for what ran, and --level debug for all that was said";
        output::show_or(context, out, "log", output::shown(rows), nothing)?;
    } else {
        rows.iter().try_for_each(|row| log_lines::write_line(context, out, row))?;
    }
    Ok(Exit::Done)
}

/// Nothing was found: a name that there is not is no answer.
fn ensure_known(args: &Args, context: &Context, db: &Db) -> Result<()> {
    if let Some(job) = &args.job {
        known::job(db, &context.load_jobs()?, job)?;
    }
    args.run.as_ref().map_or(Ok(()), |run| known::run(db, run))
}

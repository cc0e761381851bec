//! `log`: what the jobs said.

use std::io::Write;

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{self, log_lines};
use crate::db::{Access, params, sql};
use crate::finding::Level;
use crate::time::Time;

/// Show the log of the jobs, the oldest line first
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs log --level warning --since '2026-03-01 00:00:00'\n  \
    midjobs log --job MIDUserConnectivity --last 20")]
pub struct Args {
    /// Only lines of this job
    #[arg(long)]
    job: Option<String>,
    /// Only lines of this run, as `midjobs runs` shows it: its sys_id or the beginning of it
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Only lines of this level or above
    #[arg(long, value_enum, default_value_t = LowestLevel::Debug)]
    level: LowestLevel,
    /// Only lines from this time on
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    since: Option<Time>,
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
        since: args.since,
        limit: i64::from(limit),
    ];
    let lines = match args.run {
        Some(_) => sql!("look/list_log_lines_of_runs.sql"),
        None if args.level.level() > Level::Information => sql!("look/list_warnings.sql"),
        None => sql!("look/list_log_lines.sql"),
    };
    let rows = db.rows(lines, params)?;
    if context.json() {
        output::show(context, out, "log", output::shown(&rows))?;
    } else {
        rows.iter().try_for_each(|row| log_lines::write_line(context, out, row))?;
    }
    Ok(Exit::Done)
}

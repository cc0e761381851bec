//! `issues ack`: somebody knows of these issues, for good or until some time.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::builder::NonEmptyStringValueParser;

use super::{State, chosen, matching};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::{Access, Db, Row, params, sql};
use crate::job::Catalog;
use crate::password;
use crate::time::{Moment, Time};

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs issues ack 7f27f798\n  \
    midjobs issues ack --mid-server mid-emea-1 --until 4h --reason 'host is being moved'\n\n\
    Acknowledging again replaces the time and the reason.")]
pub struct Args {
    /// Their sys_ids, or the beginnings of them
    #[arg(value_name = "ID", required_unless_present_any = ["source", "mid_server"])]
    issues: Vec<String>,
    /// Every new issue of this source
    #[arg(long, conflicts_with = "issues")]
    source: Option<String>,
    /// Every new issue of this MID Server, by name or sys_id
    #[arg(long, value_name = "NAME", conflicts_with = "issues")]
    mid_server: Option<String>,
    /// From then on they are new again: a time (UTC), a date, or as 4h from now
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: Option<String>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    password::refuse("--reason", args.reason.as_deref().unwrap_or_default())?;
    let db = context.open(Access::Write)?;
    let now = context.now();
    let until = args.until.map(|until| until.looking_ahead(now));
    let catalog = context.load_jobs()?;
    let acknowledged = db.transaction(|| acknowledge(&db, args, &catalog, until, now))?;
    let until = until.map(|until| format!(" until {until} UTC"));
    chosen::tell(&db, context, out, "acknowledged", &acknowledged, &until.unwrap_or_default())
}

fn acknowledge(db: &Db, args: &Args, catalog: &Catalog, until: Option<Time>, now: Time) -> Result<Vec<Row>> {
    if let Some(until) = until {
        ensure!(until > now, "--until {until} is not after now, {now}: give a later time");
    }
    let sys_ids =
        if args.issues.is_empty() { new_ones(db, args, catalog, now)? } else { named(db, &args.issues)? };
    for issue in &sys_ids {
        let params = params![issue, until, reason: args.reason.as_deref(), now];
        db.execute(sql!("cli/acknowledge_issue.sql"), params)?;
    }
    chosen::rows(db, &sys_ids, now)
}

/// The new issues of a source or a MID Server.
fn new_ones(db: &Db, args: &Args, catalog: &Catalog, now: Time) -> Result<Vec<String>> {
    let found = matching(db, State::New, args.source.as_deref(), args.mid_server.as_deref(), now)?;
    if found.is_empty() {
        super::ensure_known(db, catalog, args.source.as_deref(), args.mid_server.as_deref())?;
    }
    ensure!(!found.is_empty(), "there is no new issue like that: see `midjobs issues --state new`");
    found.iter().map(|issue| issue.get("sys_id")).collect()
}

fn named(db: &Db, beginnings: &[String]) -> Result<Vec<String>> {
    let issues = chosen::named(db, beginnings)?;
    for issue in &issues {
        ensure!(!issue.resolved, "issue {} is resolved: only an open one can be acknowledged", issue.sys_id);
    }
    Ok(issues.into_iter().map(|issue| issue.sys_id).collect())
}

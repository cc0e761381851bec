//! `issues resolve`: somebody says that these issues are over.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::builder::NonEmptyStringValueParser;

use super::chosen::{self, Issue};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::{Access, Db, Row, params, sql};
use crate::finding::{Level, Note};
use crate::syslog::{self, Speaker};
use crate::time::Time;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs issues resolve 7f27f798\n  \
    midjobs issues resolve 7f27f798 --reason 'the MID Server is retired'\n\n\
    A job that finds the same again opens a new issue.")]
pub struct Args {
    /// Their sys_ids, or the beginnings of them
    #[arg(value_name = "ID", required = true)]
    issues: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: Option<String>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    let resolved = db.transaction(|| resolve(&db, args, context.now()))?;
    chosen::tell(&db, context, out, "resolved", &resolved, "")
}

fn resolve(db: &Db, args: &Args, now: Time) -> Result<Vec<Row>> {
    let resolved_by = match &args.reason {
        Some(reason) => format!("by hand: {reason}"),
        None => "by hand".to_owned(),
    };
    let issues = chosen::named(db, &args.issues)?;
    issues.iter().try_for_each(|issue| resolve_one(db, issue, &resolved_by, now))?;
    let sys_ids: Vec<String> = issues.into_iter().map(|issue| issue.sys_id).collect();
    chosen::rows(db, &sys_ids, now)
}

fn resolve_one(db: &Db, issue: &Issue, resolved_by: &str, now: Time) -> Result<()> {
    let Issue { sys_id, resolved } = issue;
    ensure!(!resolved, "issue {sys_id} is resolved already: see `midjobs issues --state resolved`");
    db.execute(sql!("cli/resolve_issue.sql"), params![issue: sys_id, resolved_by, now])?;
    let speaker = Speaker { source: "midjobs", run: None };
    let note = Note::new(Level::Information, format!("resolved issue {sys_id} {resolved_by}"));
    syslog::write(db, speaker, now, &note)
}

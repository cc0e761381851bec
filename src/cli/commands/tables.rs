//! `tables`: what is known of each table of the instance, what it cannot say, and what helps.

use std::io::Write;

use anyhow::{Result, bail, ensure};
use clap::Subcommand;
use serde_json::Value as Json;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::{self, Shown};
use crate::cli::resting::Resting;
use crate::coverage::{self, Doubt, Load, Sight};
use crate::db::Access;
use crate::intake::tables;
use crate::job::setting;
use crate::password;
use crate::time::{Span, Time};

/// List the tables of the instance: their last load, what they cannot say, and the list to export
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs tables\n  \
    midjobs tables never sysevent --reason 'our account may not read it'\n  \
    midjobs tables stale-after 2d")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Declare that a table is not to be had: it is not asked for and no news in `status`; what rests on it still says so
    #[command(
        after_help = "Example:\n  midjobs tables never sysevent --reason 'our account may not read it'"
    )]
    Never {
        /// The table
        table: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Take back that a table is not to be had
    #[command(after_help = "Example:\n  midjobs tables unset sysevent")]
    Unset {
        /// The table
        table: String,
    },
    /// Set how old rows may be before they are in doubt; a day unless set
    #[command(after_help = "Example:\n  midjobs tables stale-after 2d")]
    StaleAfter {
        /// As 12h or 2d
        span: Span,
    },
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.action {
        None => list(context, out)?,
        Some(Action::Never { table, reason }) => never(table, reason, context, out)?,
        Some(Action::Unset { table }) => unset(table, context, out)?,
        Some(Action::StaleAfter { span }) => stale_after(*span, context, out)?,
    }
    Ok(Exit::Done)
}

fn list(context: &Context, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Read)?;
    let now = context.now();
    let resting = Resting::in_context(context, &db, now)?;
    let sight = resting.sight(&db, now)?;
    let doubts = resting.doubts(&sight);
    let of_table = |name: &str| doubts.iter().find(|doubt| doubt.table == name);
    let rows = tables::TABLES
        .map(|table| to_shown(table.name, &sight, of_table(table.name), resting.jobs(table.name), now));
    output::show(context, out, "tables", rows)
}

fn to_shown(table: &str, sight: &Sight, doubt: Option<&Doubt>, jobs: &[String], now: Time) -> Shown {
    let load = sight.load(table);
    let of_load = |value: &dyn Fn(&Load) -> Json| load.map_or(Json::Null, value);
    output::row([
        ("table", table.into()),
        ("rows", of_load(&|load| load.rows.into())),
        ("extracted_on", of_load(&|load| load.extracted_on.to_string().into())),
        ("age", of_load(&|load| now.since(load.extracted_on).in_words().into())),
        ("place", of_load(&|load| load.place.as_str().into())),
        ("doubt", doubt.map(Doubt::reason).into()),
        ("since", doubt.and_then(|doubt| doubt.since).map(|since| since.to_string()).into()),
        ("cure", doubt.map(|doubt| doubt.kind.cure()).into()),
        ("jobs", jobs.join(", ").into()),
        ("export", tables::list_to_export(table).into()),
    ])
}

fn never(table: &str, reason: &str, context: &Context, out: &mut dyn Write) -> Result<()> {
    known::table(table)?;
    ensure!(!reason.trim().is_empty(), "the reason is empty: say why {table} is not to be had");
    password::refuse("--reason", reason)?;
    let db = context.open(Access::Write)?;
    coverage::declare_never(&db, table, reason, context.now())?;
    Ok(writeln!(
        out,
        "{table} is not to be had: what rests on it says so from now on, and status does not warn of it"
    )?)
}

fn unset(table: &str, context: &Context, out: &mut dyn Write) -> Result<()> {
    known::table(table)?;
    if !coverage::take_back_never(&context.open(Access::Write)?, table)? {
        bail!("nobody declared that {table} is not to be had: see `midjobs tables`");
    }
    Ok(writeln!(out, "{table} is to be had again")?)
}

fn stale_after(span: Span, context: &Context, out: &mut dyn Write) -> Result<()> {
    ensure!(span.seconds() > 0, "rows are always older than {span}: the shortest is 1s");
    let db = context.open(Access::Write)?;
    setting::put_stale_after(&db, span, context.now())?;
    Ok(writeln!(out, "rows are in doubt once they are older than {span}")?)
}

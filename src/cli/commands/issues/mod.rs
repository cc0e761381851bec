//! `issues`: list and acknowledge issues.

mod ack;

use std::io::Write;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::age::{self, Covered};
use crate::coverage;
use crate::db::{Access, params, sql};

/// List issues: the open ones unless told otherwise
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        midjobs issues --state all --source InstanceClone\n  \
        midjobs issues --mid-server mid-emea-1\n  \
        midjobs issues ack 7f27f798"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<IssueCommand>,
    /// Only issues of this state
    #[arg(long, value_enum, default_value_t = State::Open)]
    state: State,
    /// Only issues of this source, as InstanceClone
    #[arg(long)]
    source: Option<String>,
    /// Only issues of this MID Server, by name or sys_id
    #[arg(long, value_name = "NAME")]
    mid_server: Option<String>,
}

#[derive(Subcommand)]
enum IssueCommand {
    /// Acknowledge issues: they stay open and are counted, but somebody knows
    Ack(ack::Args),
}

#[derive(Clone, Copy, ValueEnum)]
enum State {
    Open,
    New,
    Acknowledged,
    Resolved,
    All,
}

impl State {
    /// As the statement has it; `None` for all.
    fn label(self) -> Option<&'static str> {
        match self {
            Self::Open => Some("open"),
            Self::New => Some("new"),
            Self::Acknowledged => Some("acknowledged"),
            Self::Resolved => Some("resolved"),
            Self::All => None,
        }
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.command {
        Some(IssueCommand::Ack(args)) => ack::run(args, context),
        None => list(args, context, out),
    }
}

fn list(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let params = params![
        state: args.state.label(),
        source: args.source.as_deref(),
        mid_server: args.mid_server.as_deref(),
    ];
    let rows = db.rows(sql!("look/list_issues.sql"), params)?;
    let covered = Covered::of(&db, coverage::ISSUES, context.now())?;
    let mut shown = output::shown(&rows);
    if !context.json() && shown.iter().all(|issue| issue["unconfirmed"].is_null()) {
        shown.iter_mut().for_each(|issue| drop(issue.remove("unconfirmed")));
    }
    age::show(context, out, "issues", shown, &covered)?;
    Ok(Exit::Done)
}

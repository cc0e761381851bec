//! `issues`: list, acknowledge and resolve issues.

mod ack;
mod chosen;
mod folded;
mod resolve;

use std::io::Write;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::age::{self, Covered};
use crate::cli::output::why::{InShort, for_people};
use crate::cli::output::{self, Shown};
use crate::coverage;
use crate::db::{Access, Db, Row, params, sql};
use crate::job::Catalog;
use crate::time::Time;
use crate::why::About;

/// List issues: the open ones unless told otherwise
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        midjobs issues --state all --source InstanceClone\n  \
        midjobs issues --mid-server mid-emea-1 --each\n  \
        midjobs issues ack 7f27f798 --until 4h\n  \
        midjobs issues resolve 7f27f798"
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
    /// Each issue with its message, and not a line an account
    #[arg(long)]
    each: bool,
}

#[derive(Subcommand)]
enum IssueCommand {
    /// Acknowledge issues: they stay open and are counted, but somebody knows
    Ack(ack::Args),
    /// Resolve open issues by hand
    Resolve(resolve::Args),
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
        Some(IssueCommand::Ack(args)) => ack::run(args, context, out),
        Some(IssueCommand::Resolve(args)) => resolve::run(args, context, out),
        None => list(args, context, out),
    }
}

/// Columns that few issues need: where all are empty, people are spared them.
const SELDOM: [&str; 4] = ["unconfirmed", "acknowledged_until", "acknowledged_reason", "cause"];

/// Columns that machines alone need: people see the MID Server by name, and the user in the message.
const FOR_MACHINES: [&str; 2] = ["mid_server_sys_id", "user_name"];

fn list(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let (db, now) = (context.open(Access::Read)?, context.now());
    let (mut shown, covered) = db.at_one_moment(|| {
        let rows = matching(&db, args.state, args.source.as_deref(), args.mid_server.as_deref(), now)?;
        let covered = Covered::of(&db, coverage::ISSUES, now)?;
        Ok((to_shown(&db, rows, now)?, covered))
    })?;
    if !context.json() {
        if !args.each {
            shown = folded::folded(&shown);
        }
        shown.iter_mut().for_each(for_people);
        SELDOM.iter().for_each(|column| drop_where_empty(&mut shown, column));
        shown.iter_mut().for_each(|row| row.retain(|column| !FOR_MACHINES.contains(&column)));
    }
    if shown.is_empty() {
        ensure_known(&db, &context.load_jobs()?, args.source.as_deref(), args.mid_server.as_deref())?;
    }
    let has_causes = shown.iter().any(|row| row.get("cause").is_some_and(|cause| !cause.is_null()));
    age::show(context, out, "issues", shown, &covered, nothing(args))?;
    if has_causes && context.screen().width.is_some() && !context.json() {
        output::tell(context, out, "why, and what to do: `midjobs why NAME`")?;
    }
    Ok(Exit::Done)
}

/// Nothing was found: a source or a MID Server that there is not is no answer.
fn ensure_known(db: &Db, catalog: &Catalog, source: Option<&str>, mid_server: Option<&str>) -> Result<()> {
    if let Some(source) = source {
        known::source(db, catalog, source)?;
    }
    mid_server.map_or(Ok(()), |name| known::mid_server(db, name))
}

/// What to do where there are none.
fn nothing(args: &Args) -> &'static str {
    match args.state {
        State::Open => {
            "no open issue; all that were: `midjobs issues --state all`; what is Down: `midjobs why`"
        }
        State::All if args.source.is_none() && args.mid_server.is_none() => {
            "no issue was ever opened: `midjobs run` makes the checks that are due, `midjobs why` says what is Down"
        }
        _ => "no such issue; all that were: `midjobs issues --state all`",
    }
}

/// Issues with the class and the cause of their MID Servers or users.
fn to_shown(db: &Db, rows: Vec<Row>, now: Time) -> Result<Vec<Shown>> {
    let in_short = InShort::of(db.reader(), now, About::All)?;
    let mut shown = output::shown(rows);
    for row in &mut shown {
        in_short.add_to(row, &["mid_server_sys_id", "user_name"]);
        let text = |column: &str| row.get(column).and_then(|value| value.as_str());
        let account =
            text("user_name").or_else(|| in_short.account(text("mid_server_sys_id")?)).map(str::to_owned);
        row.insert("account", account.into());
    }
    Ok(shown)
}

/// The issues of that state at that time, as they are shown.
fn matching(
    db: &Db,
    state: State,
    source: Option<&str>,
    mid_server: Option<&str>,
    now: Time,
) -> Result<Vec<Row>> {
    db.rows(sql!("look/list_issues.sql"), params![state: state.label(), source, mid_server, now])
}

fn drop_where_empty(rows: &mut [Shown], column: &str) {
    if rows.iter().all(|row| row[column].is_null()) {
        rows.iter_mut().for_each(|row| row.remove(column));
    }
}

//! `issues`: list and acknowledge issues.

use std::io::Write;

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Subcommand, ValueEnum};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::age::{self, Covered};
use crate::db::{Access, Db, Value, sql};

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
    Ack(AckArgs),
}

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  midjobs issues ack 7f27f798\n  midjobs issues ack --mid-server mid-emea-1"
)]
struct AckArgs {
    /// Their sys_ids, or the beginnings of them
    #[arg(value_name = "ID", required_unless_present_any = ["source", "mid_server"])]
    issues: Vec<String>,
    /// Every new issue of this source
    #[arg(long, conflicts_with = "issues")]
    source: Option<String>,
    /// Every new issue of this MID Server, by name or sys_id
    #[arg(long, value_name = "NAME", conflicts_with = "issues")]
    mid_server: Option<String>,
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
    fn as_param(self) -> Value {
        match self {
            Self::Open => "open".into(),
            Self::New => "new".into(),
            Self::Acknowledged => "acknowledged".into(),
            Self::Resolved => "resolved".into(),
            Self::All => Value::Null,
        }
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if let Some(IssueCommand::Ack(args)) = &args.command {
        let db = context.open(Access::Write)?;
        return db.transaction(|| acknowledge(&db, args, context)).map(|()| Exit::Done);
    }
    let db = context.open(Access::Read)?;
    let params = [
        ("state", args.state.as_param()),
        ("source", args.source.as_deref().into()),
        ("mid_server", args.mid_server.as_deref().into()),
    ];
    let rows = db.rows(sql!("look/list_issues.sql"), &params)?;
    let covered = Covered::of(&db, age::ISSUES, context.now())?;
    let mut shown = output::shown(&rows);
    if !context.json() && shown.iter().all(|issue| issue["unconfirmed"].is_null()) {
        shown.iter_mut().for_each(|issue| drop(issue.remove("unconfirmed")));
    }
    age::show(context, out, "issues", shown, &covered)?;
    Ok(Exit::Done)
}

fn acknowledge(db: &Db, args: &AckArgs, context: &Context) -> Result<()> {
    if !args.issues.is_empty() {
        return args.issues.iter().try_for_each(|issue| acknowledge_one(db, issue, context));
    }
    let params = [
        ("source", args.source.as_deref().into()),
        ("mid_server", args.mid_server.as_deref().into()),
        ("now", Value::from(context.now())),
    ];
    let changed = db.execute(sql!("cli/acknowledge_issues.sql"), &params)?;
    ensure!(changed > 0, "there is no new issue like that: see `midjobs issues --state new`");
    Ok(())
}

fn acknowledge_one(db: &Db, issue: &str, context: &Context) -> Result<()> {
    let found = db.rows(sql!("look/find_issues_by_beginning.sql"), &[("beginning", issue.into())])?;
    ensure!(found.len() < 2, "{issue:?} is the beginning of more than one issue's sys_id: give more of it");
    let found =
        found.first().with_context(|| format!("there is no issue {issue:?}: see `midjobs issues`"))?;
    let sys_id: String = found.get("sys_id")?;
    match found.get::<String>("state")?.as_str() {
        "resolved" => bail!("issue {sys_id} is resolved: only an open one can be acknowledged"),
        "new" => {
            let params = [("issue", sys_id.into()), ("now", context.now().into())];
            db.execute(sql!("cli/acknowledge_issue.sql"), &params).map(drop)
        }
        _ => Ok(()),
    }
}

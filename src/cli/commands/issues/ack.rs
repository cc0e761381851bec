//! `issues ack`: somebody knows of these issues.

use anyhow::{Context as _, Result, bail, ensure};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::{Access, Db, params, sql};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  midjobs issues ack 7f27f798\n  midjobs issues ack --mid-server mid-emea-1"
)]
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
}

pub fn run(args: &Args, context: &Context) -> Result<Exit> {
    let db = context.open(Access::Write)?;
    db.transaction(|| acknowledge(&db, args, context)).map(|()| Exit::Done)
}

fn acknowledge(db: &Db, args: &Args, context: &Context) -> Result<()> {
    if !args.issues.is_empty() {
        return args.issues.iter().try_for_each(|issue| acknowledge_one(db, issue, context));
    }
    let (source, mid_server) = (args.source.as_deref(), args.mid_server.as_deref());
    let params = params![source, mid_server, now: context.now()];
    let changed = db.execute(sql!("cli/acknowledge_issues.sql"), params)?;
    ensure!(changed > 0, "there is no new issue like that: see `midjobs issues --state new`");
    Ok(())
}

fn acknowledge_one(db: &Db, issue: &str, context: &Context) -> Result<()> {
    let found = db.rows(sql!("look/find_issues_by_beginning.sql"), params![beginning: issue])?;
    ensure!(found.len() < 2, "{issue:?} is the beginning of more than one issue's sys_id: give more of it");
    let found =
        found.first().with_context(|| format!("there is no issue {issue:?}: see `midjobs issues`"))?;
    let sys_id: String = found.get("sys_id")?;
    match found.get::<String>("state")?.as_str() {
        "resolved" => bail!("issue {sys_id} is resolved: only an open one can be acknowledged"),
        "new" => db
            .execute(sql!("cli/acknowledge_issue.sql"), params![issue: sys_id, now: context.now()])
            .map(drop),
        _ => Ok(()),
    }
}

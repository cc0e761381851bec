//! `mids`: each MID Server with its status, users and open issues.

mod beside;

use std::cmp::Ordering;
use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::age::{self, Covered};
use crate::cli::output::why::{InShort, for_people};
use crate::cli::output::{self, Shown};
use crate::coverage::{self, Sight};
use crate::db::{Access, Db, Row, params, sql};
use crate::why::{self, About};
use beside::Beside;

/// List MID Servers with their status, users and open issues; one MID Server with its related list
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs mids --status Down\n  midjobs mids mid-emea-1")]
pub struct Args {
    /// One MID Server, by name or sys_id, with its issues and the connectivity issues of its users
    #[arg(value_name = "NAME")]
    mid_server: Option<String>,
    /// Only MID Servers of this status, as Down
    #[arg(long)]
    status: Option<String>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let related = |name: &String| {
        db.rows(sql!("look/list_related_issues.sql"), params![mid_server: name, now: context.now()])
    };
    let (shown, covered, related) = db.at_one_moment(|| {
        let (shown, covered) = read(args, context, &db)?;
        Ok((shown, covered, args.mid_server.as_ref().map(related).transpose()?))
    })?;
    if shown.is_empty() {
        ensure_known(args, &db)?;
    }
    let Some(related) = related else {
        let nothing = match args.status {
            Some(_) => "no MID Server has that status: all are in `midjobs mids`",
            None => "no MID Server is loaded: see `midjobs import --help` and `midjobs pull --help`",
        };
        age::show(context, out, "mid_servers", shown, &covered, nothing)?;
        return Ok(Exit::Done);
    };
    show_one(context, out, shown, related, &covered)?;
    Ok(Exit::Done)
}

/// The rows that are shown, and how far they go.
fn read(args: &Args, context: &Context, db: &Db) -> Result<(Vec<Shown>, Covered)> {
    let now = context.now();
    let fresh_from = Sight::at(db.reader(), now)?.fresh_from();
    let params = params![mid_server: args.mid_server.as_deref(), status: args.status.as_deref(), fresh_from];
    let rows = db.rows(sql!("look/list_mid_servers.sql"), params)?;
    let covered = Covered::of(db, coverage::MID_SERVERS, now)?;
    let among = args.mid_server.as_ref().map(|_| sys_ids(&rows)).transpose()?;
    let asked = match rows.as_slice() {
        [one] => one.text("sys_id")?.map_or(About::All, About::Named),
        _ => About::All,
    };
    let in_short = InShort::of(why::tell_in_short(db.reader(), now, asked)?);
    let beside = Beside::read(db, among.as_deref())?;
    let mut shown = output::shown(rows);
    shown.sort_by(by_name);
    for row in &mut shown {
        beside.add_to(row);
        in_short.add_to(row, &["sys_id"]);
        if !context.json() {
            for_people(row);
        }
    }
    Ok((shown, covered))
}

/// Those without a name come first.
fn by_name(one: &Shown, other: &Shown) -> Ordering {
    let compare = |column: &str| one[column].as_str().cmp(&other[column].as_str());
    compare("mid_server").then_with(|| compare("sys_id"))
}

/// Which MID Servers the rows are about, as a list in JSON.
fn sys_ids(rows: &[Row]) -> Result<String> {
    let sys_ids = rows.iter().map(|row| row.text("sys_id")).collect::<Result<Vec<_>>>()?;
    Ok(serde_json::to_string(&sys_ids)?)
}

/// Nothing was found: a name or a status that there is not is no answer.
fn ensure_known(args: &Args, db: &Db) -> Result<()> {
    if let Some(status) = &args.status {
        known::status(db, status)?;
    }
    args.mid_server.as_ref().map_or(Ok(()), |name| known::mid_server(db, name))
}

fn show_one(
    context: &Context,
    out: &mut dyn Write,
    mut shown: Vec<Shown>,
    related: Vec<Row>,
    covered: &Covered,
) -> Result<()> {
    if context.json() {
        let issues = output::shown(related).into_iter().map(output::with_iso_times).collect::<Vec<_>>();
        shown.iter_mut().for_each(|mid_server| mid_server.insert("issues", issues.clone().into()));
        return age::show(context, out, "mid_servers", shown, covered, "");
    }
    age::show(context, out, "mid_servers", shown, covered, "")?;
    if !related.is_empty() {
        writeln!(out)?;
    }
    output::show(context, out, "issues", output::shown(related))
}

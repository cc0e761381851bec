//! `mids`: each MID Server with its status, users and open issues.

mod beside;

use std::cmp::Ordering;
use std::io::Write;

use anyhow::Result;
use serde_json::Value as Json;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::age::{self, Covered};
use crate::cli::output::why::{InShort, for_people};
use crate::cli::output::{self, Shown};
use crate::coverage::{self, Sight};
use crate::db::{Access, Db, Row, params, sql};
use crate::time::Time;
use crate::why::About;
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
    let (list, related) = db.at_one_moment(|| {
        let list = List::read(&db, args, context.now())?;
        Ok((list, args.mid_server.as_ref().map(related).transpose()?))
    })?;
    if list.rows.is_empty() {
        ensure_known(args, &db)?;
    }
    let Some(related) = related else {
        let nothing = match args.status {
            Some(_) => "no MID Server has that status: all are in `midjobs mids`",
            None => "no MID Server is loaded: see `midjobs import --help` and `midjobs pull --help`",
        };
        let (shown, covered) = list.shown(context.json());
        age::show(context, out, "mid_servers", shown, &covered, nothing)?;
        return Ok(Exit::Done);
    };
    show_one(context, out, list, related)?;
    Ok(Exit::Done)
}

/// The MID Servers that are meant, what stands beside each, and how far that goes.
struct List {
    rows: Vec<Row>,
    beside: Beside,
    in_short: InShort,
    covered: Covered,
}

impl List {
    fn read(db: &Db, args: &Args, now: Time) -> Result<Self> {
        // Of all of them the rows are read last: what they are judged by is not held beside them.
        let is_for_all = args.mid_server.is_none() && args.status.is_none();
        let some = (!is_for_all).then(|| rows(db, args, now)).transpose()?;
        let among = args.mid_server.as_ref().and(some.as_deref()).map(sys_ids).transpose()?;
        let asked = match some.as_deref() {
            Some([one]) => one.text("sys_id")?.map_or(About::All, About::Named),
            _ => About::All,
        };
        Ok(Self {
            in_short: InShort::of(db.reader(), now, asked)?,
            beside: Beside::read(db, among.as_deref())?,
            covered: Covered::of(db, coverage::MID_SERVERS, now)?,
            rows: some.map_or_else(|| rows(db, args, now), Ok)?,
        })
    }

    /// The rows with what stands beside them, each made when it is asked for: there may be many.
    fn shown(self, for_machines: bool) -> (impl Iterator<Item = Shown>, Covered) {
        let Self { rows, beside, in_short, covered } = self;
        let shown = rows.into_iter().map(move |row| {
            let mut row = Shown::from(row);
            beside.add_to(&mut row);
            in_short.add_to(&mut row, &["sys_id"]);
            if !for_machines {
                for_people(&mut row);
            }
            row
        });
        (shown, covered)
    }
}

/// Those that are meant, by name.
fn rows(db: &Db, args: &Args, now: Time) -> Result<Vec<Row>> {
    let fresh_from = Sight::at(db.reader(), now)?.fresh_from();
    let params = params![mid_server: args.mid_server.as_deref(), status: args.status.as_deref(), fresh_from];
    let mut rows = db.rows(sql!("look/list_mid_servers.sql"), params)?;
    rows.sort_by(by_name);
    Ok(rows)
}

/// Those without a name come first.
fn by_name(one: &Row, other: &Row) -> Ordering {
    let compare = |column: &str| one.text(column).ok().cmp(&other.text(column).ok());
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

fn show_one(context: &Context, out: &mut dyn Write, list: List, related: Vec<Row>) -> Result<()> {
    let (shown, covered) = list.shown(context.json());
    if context.json() {
        let issues: Json = output::shown(related).into_iter().map(output::with_iso_times).collect();
        let with_issues = |mut mid_server: Shown| {
            mid_server.insert("issues", issues.clone());
            mid_server
        };
        return age::show(context, out, "mid_servers", shown.map(with_issues), &covered, "");
    }
    age::show(context, out, "mid_servers", shown, &covered, "")?;
    if !related.is_empty() {
        writeln!(out)?;
    }
    output::show(context, out, "issues", output::shown(related))
}

//! `pull`: bring the rows of an instance in over its Table API.

use std::io::{self, Write};

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::reports;
use crate::cli::output::{self, Shown};
use crate::coverage::Load;
use crate::db::Access;
use crate::intake::Tally;
use crate::job::Pull;
use crate::pull::may_be_missing;
use crate::runner::{self, Brought};
use crate::time::Moment;

/// Pull what midjobs needs from an instance over its Table API; nothing is ever written to it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs pull --instance dev12345 --user midjobs --password-file /etc/midjobs/password\n  \
    midjobs pull --instance https://dev12345.service-now.com --client-id 6f3a --client-secret-file -\n\n\
    A secret is read from its file ('-' is stdin), which only its owner may read, or from the systemd\n\
    credential 'password' or 'client-secret'.")]
pub struct Args {
    /// The instance: its name or its address
    #[arg(long, value_name = "URL")]
    instance: String,
    /// The user to log in as
    #[arg(long, value_name = "NAME", required_unless_present = "client_id", conflicts_with = "client_id")]
    user: Option<String>,
    /// The file with the user's password
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<String>,
    /// The OAuth client to log in as
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with the client's secret
    #[arg(long, value_name = "FILE", requires = "client_id")]
    client_secret_file: Option<String>,
    /// A file (PEM) with certificates to trust besides those of this machine
    #[arg(long, value_name = "FILE")]
    ca_file: Option<String>,
    /// Login events from this time on, UTC; since the last pull unless given, at first those of a day
    #[arg(long, value_name = "TIME")]
    since: Option<Moment>,
    /// Remove rows that the instance no longer has, from tables of which all rows came
    #[arg(long)]
    replace: bool,
}

impl Args {
    fn named(&self) -> Pull {
        let text = |given: &Option<String>| given.clone().unwrap_or_default();
        Pull {
            instance: self.instance.clone(),
            user: text(&self.user),
            password_file: text(&self.password_file),
            client_id: text(&self.client_id),
            client_secret_file: text(&self.client_secret_file),
            ca_file: text(&self.ca_file),
            replace: self.replace,
        }
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let brought = pull(args, context)?;
    for load in &brought.stored.loads {
        let Some(gap) = &load.gap else { continue };
        let level = if may_be_missing(&load.table) { log::Level::Info } else { log::Level::Warn };
        log::log!(level, "{} is incomplete: {gap}", load.table);
    }
    if let Some(suspected) = &brought.stored.clone_suspected {
        log::warn!("{suspected}");
    }
    show(&brought, context, out)?;
    Ok(Exit::Done)
}

fn pull(args: &Args, context: &Context) -> Result<Brought> {
    let named = args.named();
    // Before anything repeats them.
    named.refuse_secrets()?;
    let db = context.open(Access::Write)?;
    let catalog = context.registered_jobs(&db)?;
    let now = context.now();
    let pulling = || format!("pulling from {}: nothing of it was stored", named.instance);
    let since = args.since.map(|since| since.looking_back(now));
    let pulled = runner::fetch(&db, &named, since, &mut io::stdin().lock(), now);
    let pulled = pulled.with_context(pulling)?;
    db.make_days(now)?;
    db.transaction(|| pulled.hand_in(&db, &catalog, now)).with_context(pulling)
}

/// One object with all tables and the checks that a clone scheduled, or a table of each.
fn show(brought: &Brought, context: &Context, out: &mut dyn Write) -> Result<()> {
    let stored = &brought.stored;
    let tables = stored.loads.iter().map(|load| to_shown(load, &stored.tally)).collect();
    let scheduled = brought.scheduled.iter().map(reports::scheduled).collect();
    output::show_sections(context, out, [("pulled", tables), ("scheduled", scheduled)])
}

fn to_shown(load: &Load, tally: &Tally) -> Shown {
    let counts = tally.tables.get(&load.table).cloned().unwrap_or_default();
    output::row([
        ("table", load.table.as_str().into()),
        ("rows", load.rows.into()),
        ("announced", load.announced.into()),
        ("new", counts.new.into()),
        ("changed", counts.changed.into()),
        ("same", counts.same.into()),
        ("deleted", counts.deleted.into()),
        ("gap", load.gap.as_deref().into()),
    ])
}

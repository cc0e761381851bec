//! `init`: make or migrate the file, register the jobs.

use std::io::Write;

use anyhow::Result;

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::output;
use crate::db::place::is_address;
use crate::db::{Access, Db};

/// Make the database file, or bring an older one up to date, and register the jobs
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db init")]
pub struct Args {
    #[command(flatten)]
    pub(super) fleet: Fleet,
}

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let file = context.file();
    let was_there = match is_address(&file) {
        true => Db::open(&file, Access::Read, context.lock_timeout()).is_ok(),
        false => file.exists(),
    };
    let db = context.create()?;
    let jobs = amount(context.registered_jobs(&db)?.jobs.len(), "job");
    let file = db.path().display();
    let text = match was_there {
        true => format!("{file} is up to date, with {jobs}"),
        false => format!("made {file} with {jobs}; next: `midjobs import --help` says how rows come in"),
    };
    output::done(context, out, &text)
}

//! `init`: make or migrate the file, register the jobs.

use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::exit::Exit;

/// Make the database file, or bring an older one up to date, and register the jobs
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db init")]
pub struct Args {}

pub fn run(_args: &Args, context: &Context, _out: &mut dyn Write) -> Result<Exit> {
    let db = context.create()?;
    context.registered_jobs(&db)?;
    Ok(Exit::Done)
}

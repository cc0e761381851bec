//! `backup`: a copy of the database that can be trusted.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::db::Access;
use crate::job::setting;

/// Copy the database to a new file, consistent while others write, and check the copy
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs backup /var/backups/midjobs-2026-03-01.db")]
pub struct Args {
    /// The new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    setting::ensure_no_password(&db).with_context(|| format!("backing up {}", context.file().display()))?;
    db.back_up(&args.file)?;
    let (file, copy) = (context.file(), args.file.display());
    output::done(context, out, &format!("{} is backed up to {copy}, which was checked", file.display()))
}

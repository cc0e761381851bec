//! `restore`: put a backup in the place of the database.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::db::{self, Db, place::is_address};
use crate::trigger;

/// Put a backup in the place of the database: checked first, and never under a runner
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  midjobs --db /var/lib/midjobs/midjobs.db restore /var/backups/midjobs-2026-03-01.db\n\n\
    Stop `run --watch` first. What SQLite keeps beside the old file (-wal, -shm) is removed: put over the file, it would\n\
    undo what was restored. `midjobs tables` then says which loads to repeat."
)]
pub struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    ensure!(
        !is_address(&context.file()),
        "a schema of a server is restored by the server's own program: pg_restore --dbname DATABASE FILE.dump"
    );
    let is_running = |db: &Db| Ok(!trigger::running(db)?.is_empty());
    db::restore(&args.file, &context.file(), context.lock_timeout(), &is_running)?;
    output::done(
        context,
        out,
        &format!("{} is restored from {}", context.file().display(), args.file.display()),
    )
}

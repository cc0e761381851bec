//! `man`: the manual pages, one for each command.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cli::command;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;

/// Write the manual pages into a directory, one for each command
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs man /usr/local/share/man/man1\n  \
    midjobs man ./man && man -l ./man/midjobs.1")]
pub struct Args {
    /// The directory; it is made where it is missing
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let directory = args.directory.display();
    let writing = || format!("writing the manual pages into {directory}");
    fs::create_dir_all(&args.directory).with_context(writing)?;
    clap_mangen::generate_to(command::whole(), &args.directory).with_context(writing)?;
    for page in fs::read_dir(&args.directory).with_context(writing)? {
        let page = page?.path();
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("midjobs") && name.ends_with(".1") {
            fs::write(&page, laid_out(&fs::read_to_string(&page)?)).with_context(writing)?;
        }
    }
    let page = args.directory.join("midjobs.1");
    output::done(context, out, &format!("wrote the manual pages into {directory}: man -l {}", page.display()))
}

/// Examples and addresses are there to be copied: their lines are neither joined nor broken at a hyphen.
fn laid_out(page: &str) -> String {
    page.replace("\n.SH EXTRA\n", "\n.SH EXTRA\n.nh\n.nf\n")
        .replace("\n.SH VERSION\n", "\n.fi\n.SH VERSION\n")
}

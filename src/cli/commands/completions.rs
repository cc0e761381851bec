//! `completions`: what a shell needs to complete the command line.

use std::io::Write;

use anyhow::Result;
use clap_complete::Shell;

use crate::cli::command;
use crate::cli::context::Context;
use crate::cli::exit::Exit;

/// Print the completions of a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs completions bash > /etc/bash_completion.d/midjobs\n  \
    midjobs completions zsh > /usr/local/share/zsh/site-functions/_midjobs\n  \
    midjobs completions fish > ~/.config/fish/completions/midjobs.fish")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(args: &Args, _context: &Context, out: &mut dyn Write) -> Result<Exit> {
    // It panics where it cannot write, as into a pipe that nobody reads any more.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command::whole(), "midjobs", &mut text);
    out.write_all(&text)?;
    Ok(Exit::Done)
}

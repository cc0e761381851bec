//! The command line: what it says, and which command it calls. One file a command.

mod after_clone;
mod backup;
mod check;
mod check_connectivity;
mod context;
mod covered;
mod demo;
mod dry_run;
mod exit;
mod explain;
mod export;
mod import;
mod init;
mod issues;
mod jobs;
mod jobs_list;
mod log_lines;
mod mids;
mod next;
mod pull;
mod run;
mod run_now;
mod runs;
mod setting;
mod status;
mod table;
mod view;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::clock::Clock;
use context::{Context, Global};
use exit::Exit;

/// Batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
#[derive(Parser)]
#[command(
    name = "midjobs",
    version,
    after_help = "Examples:\n  \
        midjobs demo                                  the whole story on a sample, in simulated time\n  \
        midjobs init                                  make midjobs.db\n  \
        midjobs import exports/*.json                 load the tables of an instance\n  \
        midjobs after-clone --source prod --wait      record a clone and run its two checks\n  \
        midjobs check-connectivity --debug summary    see now whether MID Server users can log in\n  \
        */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run\n\n\
        Exit codes: 0 done, 1 a job failed, 3 could not be done at all."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Import(import::Args),
    Pull(pull::Args),
    AfterClone(after_clone::Args),
    Run(run::Args),
    RunNow(run_now::Args),
    CheckConnectivity(check_connectivity::Args),
    Jobs(jobs::Args),
    Issues(issues::Args),
    Mids(mids::Args),
    Log(log_lines::Args),
    Runs(runs::Args),
    Explain(explain::Args),
    Status(status::Args),
    Backup(backup::Args),
    Export(export::Args),
    Check(check::Args),
    Demo(demo::Args),
}

/// Runs the command that `args` ask for; gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>, clock: Clock) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error).code(),
    };
    let context = Context::new(cli.global, clock);
    context.start_logging();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = call(cli.command, &context, &mut out)
        .and_then(|exit| out.flush().map(|()| exit).context("writing to standard output"));
    match done {
        Ok(exit) => exit.code(),
        Err(error) if reader_left(&error) => Exit::Done.code(),
        Err(error) => {
            context.tell_failure(&error);
            Exit::CouldNot.code()
        }
    }
}

fn call(command: Command, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match command {
        Command::Init(args) => init::run(&args, context, out),
        Command::Import(args) => import::run(&args, context, out),
        Command::Pull(args) => pull::run(&args, context, out),
        Command::AfterClone(args) => after_clone::run(&args, context, out),
        Command::Run(args) => run::run(&args, context, out),
        Command::RunNow(args) => run_now::run(&args, context, out),
        Command::CheckConnectivity(args) => check_connectivity::run(&args, context, out),
        Command::Jobs(args) => jobs::run(&args, context, out),
        Command::Issues(args) => issues::run(&args, context, out),
        Command::Mids(args) => mids::run(&args, context, out),
        Command::Log(args) => log_lines::run(&args, context, out),
        Command::Runs(args) => runs::run(&args, context, out),
        Command::Explain(args) => explain::run(&args, context, out),
        Command::Status(args) => status::run(&args, context, out),
        Command::Backup(args) => backup::run(&args, context, out),
        Command::Export(args) => export::run(&args, context, out),
        Command::Check(args) => check::run(&args, context, out),
        Command::Demo(args) => demo::run(&args, context, out),
    }
}

/// Help is no failure; wrong usage is 3, because a monitor reads clap's own 2 as critical.
fn usage(error: &clap::Error) -> Exit {
    // A closed pipe under `midjobs --help | head` is nobody's trouble.
    let _ = error.print();
    if error.use_stderr() { Exit::CouldNot } else { Exit::Done }
}

/// Whether whoever read standard output went away, as `head` does.
fn reader_left(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<serde_json::Error>() {
        // It does not name the error of the pipe as its cause.
        Some(json) => json.io_error_kind(),
        None => cause.downcast_ref::<io::Error>().map(io::Error::kind),
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}

//! The command line: what it says, and how it ends.

mod at_rest;
mod command;
mod commands;
mod context;
mod exit;
mod fleet;
mod global;
mod job_files;
mod known;
mod logging;
mod metrics;
mod output;
mod report;
mod resting;
mod spool;
mod told;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::LazyLock;

use anyhow::Context as _;
use clap::Parser;

use crate::notify::Ping;
use crate::password::hidden;
use crate::printable::printable_lines;
use crate::runner::Stop;
use crate::schedule::rules;
use crate::time::Clock;
use commands::Command;
use context::Context;
use exit::Exit;
use global::Global;
use output::fit::Fitting;

/// The version of the program, and of the rules of time zones that it goes by.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (time zones: {})", env!("CARGO_PKG_VERSION"), rules::in_use()));

/// Batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
#[derive(Parser)]
#[command(
    name = "midjobs",
    version = VERSION.as_str(),
    after_help = "Examples:\n  \
        midjobs demo                                  the whole story on a sample, in simulated time\n  \
        midjobs init                                  make midjobs.db\n  \
        midjobs import exports/*.json                 load the tables of an instance\n  \
        midjobs after-clone --source prod --wait      record a clone and run its two checks\n  \
        midjobs check-connectivity --debug summary    see now whether MID Server users can log in\n  \
        */5 * * * * midjobs --db /var/lib/midjobs/midjobs.db run --quiet\n\n\
        Exit codes: 0 done, 1 a job failed, 3 could not be done at all."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Runs the command that `args` ask for; returns the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>, clock: Clock) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match command::parse(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &args).code(),
    };
    if cli.command.is_done(&Context::new(cli.global.clone(), clock, Stop::default())) {
        return Exit::Done.code();
    }
    let stop = match Stop::on_signals(clock) {
        Ok(stop) => stop,
        Err(error) => {
            cli.global.tell_failure(&error);
            return Exit::CouldNot.code();
        }
    };
    let context = Context::new(cli.global, clock, stop);
    context.start_logging(cli.command.loudness());
    let ping = context
        .notify_config()
        .and_then(|config| config.ping.clone())
        .filter(|_| cli.command.is_watched_over());
    let ping = ping.map(Ping::begin);
    let code = run(&cli.command, &context);
    // Of many instances each was told of by itself.
    if code != Exit::CouldNot.code() && cli.command.fleet().is_none() {
        context.deliver_after_command();
    }
    if let Some(ping) = ping {
        ping.end(code);
    }
    code
}

/// Runs the command; returns the exit code.
fn run(command: &Command, context: &Context) -> u8 {
    // What another program reads is handed over as it is.
    let width = context.screen().width.filter(|_| !context.is_for_machines() && !command.prints_data());
    let mut out = Fitting::new(io::BufWriter::new(io::stdout().lock()), width);
    let done = match command.fleet() {
        Some(fleet) => fleet::run(command, fleet, context, &mut out),
        None => command.run(context, &mut out),
    };
    let done = done.and_then(|exit| out.flush().map(|()| exit).context("writing to standard output"));
    match done {
        // What was asked for was done, but for the jobs of those files.
        Ok(Exit::Done) if context.had_faults() => Exit::JobFailed.code(),
        Ok(exit) => exit.code(),
        Err(error) if reader_left(&error) => Exit::Done.code(),
        Err(error) => {
            context.tell_failure(&error);
            Exit::CouldNot.code()
        }
    }
}

/// Help is not a failure; wrong usage is 3, because a monitor reads clap's own 2 as critical.
fn usage(error: &clap::Error, args: &[OsString]) -> Exit {
    // It repeats what it was given: as it is only where that steers no terminal and names no user.
    let plain = error.render().to_string();
    if error.use_stderr() && args.iter().any(|arg| arg == "--json") {
        logging::tell_as_json(plain.trim().trim_start_matches("error: "));
        return Exit::CouldNot;
    }
    let shown = printable_lines(&hidden(&plain));
    // A closed pipe under `midjobs --help | head` is nobody's trouble.
    let _ = match shown == plain {
        true => error.print(),
        false => write!(io::stderr(), "{shown}"),
    };
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

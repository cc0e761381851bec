//! The command line: how it is read, and how it explains itself, examples first and the global options once.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, ColorChoice, Command, CommandFactory as _, Error, FromArgMatches as _, Parser};

use super::global::Global;
use super::output::fit::in_lines;
use super::output::screen::width_of_stdout;
use super::{Cli, commands};

/// What begins a line of notes and is shorter, with a colon behind it, begins something new.
const LABEL: usize = 14;

/// What a command says of itself: what it is for, examples, usage, its own options, notes.
const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The same below a command that has the global options.
const TEMPLATE_BELOW: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}\n\n\
    Global options, as --db FILE, --json, --now TIME: midjobs --help{after-help}";

/// The commands that run jobs every few minutes, without the others: describing them all takes longer than a tick.
#[derive(Parser)]
struct Running {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: commands::Running,
}

/// Reads the arguments.
///
/// # Errors
/// When they are wrong, or ask for help.
pub fn parse(args: &[OsString]) -> Result<Cli, Error> {
    if args.iter().any(|arg| arg == "run" || arg == "run-now")
        && let Some(cli) = parse_running(args)
    {
        return Ok(cli);
    }
    let mut command = arranged(without_empty_variables(Cli::command())).color(color(args));
    let mut matches = command.try_get_matches_from_mut(args)?;
    refuse_no_name(&mut command, &matches)?;
    refuse_one_of_many(&mut command, &matches)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// `run`, `run-now` and their options; anything else, and what is wrong with them, is for the whole command line to say.
fn parse_running(args: &[OsString]) -> Option<Cli> {
    let command = without_empty_variables(Running::command());
    let mut command =
        command.disable_help_flag(true).disable_help_subcommand(true).disable_version_flag(true);
    let mut matches = command.try_get_matches_from_mut(args).ok()?;
    refuse_no_name(&mut command, &matches).ok()?;
    refuse_one_of_many(&mut command, &matches).ok()?;
    let Running { global, command } = Running::from_arg_matches_mut(&mut matches).ok()?;
    Some(Cli { global, command: command.into() })
}

/// Where many instances are named, one beside them is a slip.
fn refuse_one_of_many(command: &mut Command, matches: &ArgMatches) -> Result<(), Error> {
    let below = matches.subcommand().map(|(_, below)| below);
    let is_given = |id: &str| below.and_then(|below| below.try_get_raw(id).ok().flatten()).is_some();
    if !is_given("instances") || matches.value_source("db") != Some(ValueSource::CommandLine) {
        return Ok(());
    }
    Err(command.error(ErrorKind::ArgumentConflict, "--instances names the databases: leave out --db"))
}

/// An option that names a file and is given no name is a slip, as of a script whose variable is not set: the usual file would be
/// another one than was meant.
fn refuse_no_name(command: &mut Command, matches: &ArgMatches) -> Result<(), Error> {
    let is_empty = |id: &str| {
        let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
        let named = matches.try_get_one::<PathBuf>(id).ok().flatten();
        is_given && named.is_some_and(|name| name.as_os_str().is_empty())
    };
    let options = [("db", "--db"), ("jobs_directory", "--jobs"), ("notify_file", "--notify")];
    match options.into_iter().find(|(id, _)| is_empty(id)) {
        None => Ok(()),
        Some((_, option)) => {
            let what = format!("{option} is given an empty name: name something, or leave {option} out");
            Err(command.error(ErrorKind::InvalidValue, what))
        }
    }
}

/// The whole command line, with the global options in each command, for completions and manual pages.
pub fn whole() -> Command {
    Cli::command()
}

/// A variable that is empty, as a compose file leaves one that is not set, is none.
fn without_empty_variables(command: Command) -> Command {
    command.mut_args(|arg| {
        let is_empty =
            arg.get_env().is_some_and(|name| env::var_os(name).is_some_and(|value| value.is_empty()));
        if is_empty { arg.env(Resettable::<clap::builder::OsStr>::Reset) } else { arg }
    })
}

fn arranged(command: Command) -> Command {
    with_examples_first(command, TEMPLATE).mut_subcommands(|below| below.defer(arranged_below))
}

/// Called for the command that is asked for alone: it has the global options by then.
fn arranged_below(command: Command) -> Command {
    let command = with_examples_first(command, TEMPLATE_BELOW);
    let command = command.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
    command.mut_subcommands(|below| below.defer(arranged_below))
}

/// The examples stand where the help ends, in a paragraph before the notes.
fn with_examples_first(command: Command, template: &'static str) -> Command {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, notes) = help.split_once("\n\n").unwrap_or((&help, ""));
    let text = |text: &str| match text.is_empty() {
        true => Resettable::Reset,
        false => Resettable::Value(text.to_owned().into()),
    };
    let notes = match width_of_stdout() {
        Some(width) => {
            paragraphs(notes).iter().map(|line| in_lines(line, width)).collect::<Vec<_>>().join("\n")
        }
        None => notes.to_owned(),
    };
    command.before_help(text(examples)).after_help(text(&notes)).help_template(template)
}

/// The lines of notes, those of a paragraph in one: a line goes on with the next one but where that is indented or begins
/// something new, as `Warning: `.
fn paragraphs(notes: &str) -> Vec<String> {
    let begins = |line: &str| {
        let word = line.split_once(": ").map_or(line, |(word, _)| word);
        line.is_empty() || line.starts_with(' ') || word.len() < LABEL && word.len() < line.len()
    };
    let mut lines: Vec<String> = Vec::new();
    for line in notes.lines() {
        let goes_on = |last: &&mut String| !begins(line) && !last.is_empty() && !last.starts_with(' ');
        match lines.last_mut().filter(goes_on) {
            Some(last) => *last = format!("{last} {line}"),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The colours that are asked for, before the arguments are read: help and their faults have some as well.
fn color(args: &[OsString]) -> ColorChoice {
    let asked = args.iter().position(|arg| arg == "--color").and_then(|place| args.get(place + 1)).cloned();
    let together =
        args.iter().filter_map(|arg| arg.to_str()?.strip_prefix("--color=")).map(OsString::from).next();
    match asked.or(together).or_else(|| env::var_os("MIDJOBS_COLOR")).as_deref().and_then(OsStr::to_str) {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

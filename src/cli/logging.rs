//! Messages on stderr: for people, or a JSON object a line.

use std::cell::RefCell;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Error;
use clap::ValueEnum;
use log::kv::{Key, Value, VisitSource};
use log::{Level, LevelFilter, Record};
use serde_json::{Map, Value as Json};

use super::exit::Exit;
use super::output::VERSION;
use super::output::fold::folded;
use super::output::screen::width_of_stderr;
use crate::password::hidden;
use crate::printable::{printable, printable_json, printable_lines};
use crate::time::{Clock, Time};

/// How messages on stderr are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// What is said on stderr of what goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loudness {
    /// Warnings as well.
    Usual,
    /// Only what else nobody says: a run that failed is told once it is given up.
    Quiet,
}

/// Whether a warning or worse was written.
static WARNED: AtomicBool = AtomicBool::new(false);

/// Whether this process has written a warning or worse.
pub(super) fn has_warned() -> bool {
    WARNED.load(Ordering::Relaxed)
}

thread_local! {
    /// The instance of many that this thread is at.
    static INSTANCE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Does `work` for one of many instances: messages name it.
pub(super) fn of_instance<T>(name: &str, work: impl FnOnce() -> T) -> T {
    INSTANCE.replace(name.to_owned());
    let done = work();
    INSTANCE.take();
    done
}

/// The instance that a message is about, with what goes behind it; empty where there is but one.
fn instance(then: &str) -> String {
    INSTANCE.with_borrow(|name| if name.is_empty() { String::new() } else { format!("{name}{then}") })
}

/// Who says that an attempt failed.
const FAILURES: &str = "midjobs::runner::failure";

impl LogFormat {
    /// Begins to write messages; `verbose` times more than warnings, with real times.
    pub fn start(self, loudness: Loudness, verbose: u8, clock: Clock) {
        let level = match (verbose, loudness) {
            (0, Loudness::Quiet) => LevelFilter::Error,
            (0, Loudness::Usual) => LevelFilter::Warn,
            (1, _) => LevelFilter::Info,
            _ => LevelFilter::Debug,
        };
        let of_failures = if loudness == Loudness::Quiet && verbose == 0 { LevelFilter::Off } else { level };
        env_logger::Builder::new()
            .filter_level(level)
            .filter_module(FAILURES, of_failures)
            .format(move |out, record| {
                WARNED.fetch_or(record.level() <= Level::Warn, Ordering::Relaxed);
                let (level, message) =
                    (record.level().as_str().to_lowercase(), hidden(&record.args().to_string()));
                if self == Self::Json {
                    return writeln!(out, "{}", as_json(record, &message, clock.real_now()));
                }
                let lines =
                    for_people(&format!("midjobs: {level}: {}{}", instance(": "), printable(&message)));
                writeln!(out, "{}", lines.join("\n"))
            })
            .init();
    }

    /// Says why the command could not be done; `as_json` where its output is JSON.
    pub fn tell_failure(self, error: &Error, as_json: bool) {
        if self == Self::Json {
            return log::error!("{error:#}");
        }
        if as_json {
            return tell_as_json(&format!("{error:#}"));
        }
        let message = printable_lines(&hidden(&format!("midjobs: {error:#}")));
        let lines: Vec<String> = message.lines().flat_map(for_people).collect();
        // Nowhere is left to say that standard error is gone.
        let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    }
}

/// A message for machines; what it is about, as job, run and due, stands in fields of its own.
fn as_json(record: &Record, message: &str, at: Time) -> String {
    let mut fields = Fields(Map::new());
    let level = record.level().as_str().to_lowercase();
    for (name, value) in [("at", at.iso()), ("level", level)] {
        fields.0.insert(name.to_owned(), value.into());
    }
    let instance = instance("");
    if !instance.is_empty() {
        fields.0.insert("instance".to_owned(), instance.into());
    }
    // A field that cannot be written is left out.
    let _ = record.key_values().visit(&mut fields);
    fields.0.insert("message".to_owned(), message.into());
    printable_json(&Json::Object(fields.0).to_string())
}

struct Fields(Map<String, Json>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), log::kv::Error> {
        let text = value.to_string();
        if !text.is_empty() {
            self.0.insert(key.as_str().to_owned(), text.into());
        }
        Ok(())
    }
}

/// Says why the command could not be done, as an object in a line.
pub(super) fn tell_as_json(error: &str) {
    let line =
        serde_json::json!({ "version": VERSION, "error": hidden(error), "exit": Exit::CouldNot.code() });
    // Nowhere is left to say that standard error is gone.
    let _ = writeln!(std::io::stderr(), "{}", printable_json(&line.to_string()));
}

/// A message in lines that fit the terminal, if it goes to one.
fn for_people(message: &str) -> Vec<String> {
    match width_of_stderr() {
        Some(width) => folded(message, width, "", "  "),
        None => vec![message.to_owned()],
    }
}

//! Messages on stderr: for people, or a JSON object a line.

use std::io::Write;

use anyhow::Error;
use clap::ValueEnum;
use log::LevelFilter;

use super::output::fold::folded;
use super::output::screen::width_of_stderr;
use crate::password::hidden;
use crate::printable::{printable, printable_json, printable_lines};
use crate::time::Clock;

/// How messages on stderr are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

impl LogFormat {
    /// Begins to write messages; `verbose` times more than warnings, with real times.
    pub fn start(self, verbose: u8, clock: Clock) {
        let level = match verbose {
            0 => LevelFilter::Warn,
            1 => LevelFilter::Info,
            _ => LevelFilter::Debug,
        };
        env_logger::Builder::new()
            .filter_level(level)
            .format(move |out, record| {
                let (level, message) = (record.level().as_str().to_lowercase(), hidden(&record.args().to_string()));
                if self == Self::Json {
                    let line = serde_json::json!({ "at": clock.real_now().iso(), "level": level, "message": message });
                    return writeln!(out, "{}", printable_json(&line.to_string()));
                }
                let lines = for_people(&format!("midjobs: {level}: {}", printable(&message)));
                writeln!(out, "{}", lines.join("\n"))
            })
            .init();
    }

    /// Says why the command could not be done.
    pub fn tell_failure(self, error: &Error) {
        if self == Self::Json {
            return log::error!("{error:#}");
        }
        let message = printable_lines(&hidden(&format!("midjobs: {error:#}")));
        let lines: Vec<String> = message.lines().flat_map(for_people).collect();
        // Nowhere is left to say that standard error is gone.
        let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    }
}

/// A message in lines that fit the terminal, if it goes to one.
fn for_people(message: &str) -> Vec<String> {
    match width_of_stderr() {
        Some(width) => folded(message, width, "", "  "),
        None => vec![message.to_owned()],
    }
}

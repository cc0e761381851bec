//! The global flags: what every command takes.

use std::path::PathBuf;

use anyhow::Error;
use clap::builder::{FalseyValueParser, OsStringValueParser, TypedValueParser};
use clap::{ArgAction, Args};

use super::logging::LogFormat;
use super::output::screen::When;
use crate::time::{Span, Time};

/// The global flags.
#[derive(Args, Clone)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The database: a file, or postgres://HOST/DATABASE?schema=NAME [default: midjobs.db]
    #[arg(long, global = true, env = "MIDJOBS_DB", value_name = "FILE", value_parser = path_or_none())]
    pub(super) db: Option<PathBuf>,
    /// A file with the password for a PostgreSQL server, that only its owner may read
    #[arg(long, global = true, env = "MIDJOBS_DB_PASSWORD_FILE", value_name = "FILE", value_parser = path_or_none())]
    pub(super) db_password_file: Option<PathBuf>,
    /// Rehearse at another time: 'YYYY-MM-DD HH:MM:SS' (UTC) or RFC 3339
    #[arg(long, global = true, env = "MIDJOBS_NOW", value_name = "TIME", value_parser = Time::parse)]
    pub(super) now: Option<Time>,
    /// The file is one to play with: commands that write take any --now
    #[arg(long, global = true, env = "MIDJOBS_SIMULATE", value_parser = FalseyValueParser::new())]
    pub(super) simulate: bool,
    /// Your own jobs: a directory of TOML files
    #[arg(id = "jobs_directory", long = "jobs", global = true, env = "MIDJOBS_JOBS", value_name = "DIR", value_parser = path_or_none())]
    pub(super) jobs_directory: Option<PathBuf>,
    /// Who is told of what happens, and how: a TOML file of yours
    #[arg(id = "notify_file", long = "notify", global = true, env = "MIDJOBS_NOTIFY", value_name = "FILE", value_parser = path_or_none())]
    pub(super) notify_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true, env = "MIDJOBS_JSON", value_parser = FalseyValueParser::new())]
    pub(super) json: bool,
    /// How long to wait for another runner, or for whoever else holds the file
    #[arg(long, global = true, env = "MIDJOBS_LOCK_TIMEOUT", default_value = "10s", value_name = "SPAN")]
    pub(super) lock_timeout: Span,
    /// Colours: auto (on a terminal; NO_COLOR and TERM=dumb hold), always, never
    #[arg(long, global = true, env = "MIDJOBS_COLOR", value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    pub(super) color: When,
    /// How to write messages on stderr
    #[arg(long, global = true, env = "MIDJOBS_LOG_FORMAT", value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
    /// Say more on stderr; twice for more still
    #[arg(short, long, global = true, env = "MIDJOBS_VERBOSE", action = ArgAction::Count)]
    pub(super) verbose: u8,
}

/// A path that may be empty, as a variable is that a compose file leaves unset: then none is named.
pub fn path_or_none() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

impl Global {
    /// Says on stderr why the command could not be done.
    pub(super) fn tell_failure(&self, error: &Error) {
        self.log_format.tell_failure(error, self.json);
    }
}

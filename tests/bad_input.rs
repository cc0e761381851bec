//! Bad input: a clear error that says what to try, the right exit code, and nothing lost.

mod support;

#[path = "bad_input/arguments.rs"]
mod arguments;
#[path = "bad_input/damaged.rs"]
mod damaged;
#[path = "bad_input/job_files.rs"]
mod job_files;
#[path = "bad_input/locked.rs"]
mod locked;
#[path = "bad_input/no_database.rs"]
mod no_database;
#[path = "bad_input/read_only.rs"]
mod read_only;
#[path = "bad_input/version.rs"]
mod version;

/// Commands that only look, and commands that write.
const READING: [&[&str]; 5] = [&["jobs"], &["issues"], &["mids"], &["log"], &["runs"]];
const WRITING: [&[&str]; 4] =
    [&["run"], &["after-clone"], &["run-now", "PurgeHistory"], &["jobs", "pause", "PurgeHistory"]];

fn every_command() -> impl Iterator<Item = &'static [&'static str]> {
    READING.into_iter().chain(WRITING)
}

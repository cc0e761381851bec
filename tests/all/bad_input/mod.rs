//! Bad input: a clear error that says what to try, the right exit code, and nothing lost.

mod arguments;
mod damaged;
mod job_files;
mod locked;
mod many_faults;
mod no_database;
mod read_only;
mod version;
mod warned;

/// Commands that only look, and commands that write.
const READING: [&[&str]; 5] = [&["jobs"], &["issues"], &["mids"], &["log"], &["runs"]];
const WRITING: [&[&str]; 4] =
    [&["run"], &["after-clone"], &["run-now", "PurgeHistory"], &["jobs", "pause", "PurgeHistory"]];

fn every_command() -> impl Iterator<Item = &'static [&'static str]> {
    READING.into_iter().chain(WRITING)
}

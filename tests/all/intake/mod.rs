//! Real instances brought in and kept, by the built binary: import, pull, export, backup, and how old it all is.

mod bad_input;
mod coverage;
mod keeping;
mod loading;
mod pull_account;
mod pull_clones;
mod pull_job;
mod pulling;
mod round_trip;
mod sample;

//! Real instances brought in and kept, by the built binary: import, pull, export, backup, and how old it all is.

mod advice;
mod bad_input;
mod coverage;
mod first_load;
mod forms;
mod keeping;
mod loading;
mod one_transaction;
mod pull_account;
mod pull_clones;
mod pull_history;
mod pull_job;
mod pulling;
mod references;
mod round_trip;
mod sample;
mod screen;

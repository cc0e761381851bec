//! midjobs from outside: the built binary, its files and its promises, a module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

mod at_rest;
mod bad_input;
mod business_rule;
mod clone_jobs;
mod company;
#[cfg(debug_assertions)]
mod crash;
mod demo;
mod doctor;
mod doubt;
mod examples;
mod import_formats;
mod intake;
mod job_files;
mod look;
mod metrics;
mod misfire;
mod monitor;
mod moving_clock;
mod notify;
mod odd_files;
mod other_user;
mod plans;
mod preflight;
mod promises;
mod pull;
mod pull_beside;
mod read_only_root;
mod readme;
mod reference_cases;
mod registration;
mod report;
mod restore;
mod safeguards;
mod schedule_oracle;
mod screens;
mod signals;
mod support;
mod table_api;
mod true_time;
mod user_connectivity;
mod watch;
mod why;
mod words;
mod zones;

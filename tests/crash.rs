//! Crashes: the process is killed at every commit and step of a run, and at random moments; nothing is lost or done twice.
//!
//! `cargo test --test crash -- --nocapture matrix` prints what a kill at each point led to, for each kind of job.
//! `MIDJOBS_KILLS=1000 cargo test --test crash -- --nocapture random` kills so often.
#![cfg(debug_assertions)]

mod support;

#[path = "crash/kinds.rs"]
mod kinds;
#[path = "crash/matrix.rs"]
mod matrix;
#[path = "crash/random.rs"]
mod random;

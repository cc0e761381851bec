//! Crashes: the process is killed at every commit and step of a run, and at random moments; nothing is lost or done twice.
//!
//! `cargo test crash -- --nocapture matrix` prints what a kill at each point led to, for each kind of job.
//! `MIDJOBS_KILLS=1000 cargo test crash -- --nocapture random` kills so often.

mod kinds;
mod matrix;
mod random;
mod restoring;

//! The jobs after a clone, from the record of the clone to the purge of their issues.

mod support;

#[path = "clone_jobs/acknowledging.rs"]
mod acknowledging;
#[path = "clone_jobs/after_clone.rs"]
mod after_clone;
#[path = "clone_jobs/checks.rs"]
mod checks;
#[path = "clone_jobs/pausing.rs"]
mod pausing;
#[path = "clone_jobs/purges.rs"]
mod purges;
#[path = "clone_jobs/run_now.rs"]
mod run_now;

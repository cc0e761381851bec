//! midjobs: batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
//!
//! ```text
//! jobs/*.toml -> job -> trigger -> runner -> step -> finding -> report -> ecc_agent_issue, syslog
//! ```
//!
//! What is `pub` here is called by `main`, or from outside by the tests and benches; it is not an interface to build on.

// What a person meets.
pub mod cli;

// The story above, from left to right: what to do, when, who does it, and what comes of it.
mod clone;
mod coverage;
mod finding;
pub mod job;
mod report;
pub mod rules;
mod run;
pub mod runner;
mod step;
mod syslog;
mod trigger;

// What the rows say of a MID Server that is not working.
pub mod why;

// How much that weighs for a monitor.
mod standing;

// Who is told, of what, and when.
pub mod notify;

// What a clone that is to come will do to MID Servers.
mod preflight;

// Rows on their way in, whoever brings them, and out.
pub mod export;
pub mod import;
pub mod intake;
pub mod pull;

// What everything stands on.
mod amount;
pub mod crash_point;
pub mod db;
mod ownership;
mod password;
mod printable;
pub mod schedule;
mod similar;
pub mod time;
mod whole_file;

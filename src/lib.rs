//! midjobs: batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
//!
//! ```text
//! jobs/*.toml -> job -> trigger -> runner -> step -> finding -> report -> ecc_agent_issue, syslog
//! ```

// What a person meets.
pub mod cli;

// What to do and when, and who does it: the story above, from left to right.
pub mod clone;
pub mod coverage;
pub mod finding;
pub mod job;
pub mod report;
pub mod rules;
pub mod run;
pub mod runner;
pub mod step;
pub mod syslog;
pub mod trigger;

// Rows on their way in and out.
pub mod export;
pub mod import;
pub mod intake;
pub mod pull;

// What everything stands on.
pub mod db;
pub mod printable;
pub mod schedule;
pub mod time;
pub mod whole_file;

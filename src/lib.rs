//! midjobs: batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
//!
//! ```text
//! jobs/*.toml -> job -> trigger -> runner -> step -> finding -> report -> ecc_agent_issue, syslog
//! ```

pub mod cli;
pub mod clock;
pub mod clone;
pub mod coverage;
pub mod crash_point;
pub mod db;
pub mod export;
pub mod finding;
pub mod import;
pub mod job;
pub mod pull;
pub mod report;
pub mod rules;
pub mod run;
pub mod runner;
pub mod schedule;
pub mod span;
pub mod step;
pub mod stop;
pub mod syslog;
pub mod time;
pub mod trigger;
pub mod whole_file;

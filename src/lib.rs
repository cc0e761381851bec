//! midjobs: batch jobs that watch over the MID Servers of a cloned ServiceNow instance.
//!
//! ```text
//! jobs/*.toml -> job -> trigger -> runner -> step -> finding -> report -> ecc_agent_issue, syslog
//! ```

pub mod import;
pub mod pull;
pub mod schedule;
pub mod span;
pub mod time;

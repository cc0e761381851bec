//! Who is told: in order, once, and never instead of a job.

#[cfg(debug_assertions)]
mod killed;
mod many;
mod quiet;
mod receivers;
mod rows;
mod secrets;
pub mod server;
mod told;
mod two_weeks;

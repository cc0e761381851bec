//! The clock, as `main` hands it to the commands: everything below them is handed a time.

use std::time::Duration;

use super::Time;

/// What tells the time.
#[derive(Clone, Copy)]
pub struct Clock {
    /// The time of day.
    pub wall: fn() -> Time,
    /// Time since some fixed moment; it never goes back.
    pub monotonic: fn() -> Duration,
}

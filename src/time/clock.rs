//! The clock, as `main` hands it to the commands and they to the runner: everything below is handed a time.

use std::time::Duration;

use super::Time;

/// What tells the time. Copies tell the same.
#[derive(Clone, Copy)]
pub struct Clock {
    wall: fn() -> Time,
    monotonic: fn() -> Duration,
    fixed: Option<Time>,
}

impl Clock {
    /// A clock that asks `wall` for the time of day, and `monotonic` for the time since some fixed moment, which
    /// never goes back.
    pub fn new(wall: fn() -> Time, monotonic: fn() -> Duration) -> Self {
        Self { wall, monotonic, fixed: None }
    }

    /// The same clock, whose time of day stands still at `time`.
    #[must_use]
    pub fn fixed_at(self, time: Time) -> Self {
        Self { fixed: Some(time), ..self }
    }

    /// The time of day.
    pub fn now(self) -> Time {
        self.fixed.unwrap_or_else(self.wall)
    }

    /// The real time of day, also where [`Clock::now`] stands still.
    pub fn real_now(self) -> Time {
        (self.wall)()
    }

    /// Whether its time of day stands still: then nothing waits for the real one.
    pub fn is_fixed(self) -> bool {
        self.fixed.is_some()
    }

    /// Time since some fixed moment, for what takes time.
    pub fn elapsed(self) -> Duration {
        (self.monotonic)()
    }
}

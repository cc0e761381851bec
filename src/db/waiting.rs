//! Waiting for a lock: until it is free, the time for it is over, or this process is asked to stop.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use crate::time::Span;

/// The longest pause between two looks. The first ones are shorter: most locks are held for a moment.
const LONGEST_PAUSE: u64 = 20;

/// How long all waits together may take once this process is asked to stop, in milliseconds: enough for a commit of somebody else's.
const AFTER_A_STOP: u64 = 500;

/// What is left of that.
static LEFT: AtomicU64 = AtomicU64::new(u64::MAX);

/// This process is asked to stop: from now on it waits for no lock, but for a moment.
pub fn end_waits() {
    LEFT.fetch_min(AFTER_A_STOP, SeqCst);
}

/// Looks until there is something, at most that long; `None` when there is nothing by then.
pub(super) fn look_until<T, E>(
    timeout: Span,
    mut look: impl FnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    let mut looks = 0;
    loop {
        let seen = look()?;
        if seen.is_some() || !pause(waited(looks), looks, as_long_as(timeout)) {
            return Ok(seen);
        }
        looks += 1;
    }
}

/// Pauses before the next look; `false` where there is no time for one.
pub(super) fn pause(waited: Duration, looks: u64, timeout: Duration) -> bool {
    let pause = (looks + 1).min(LONGEST_PAUSE);
    let left = |left: u64| if left == u64::MAX { Some(left) } else { left.checked_sub(pause) };
    if waited >= timeout || LEFT.fetch_update(SeqCst, SeqCst, left).is_err() {
        return false;
    }
    thread::sleep(Duration::from_millis(pause));
    true
}

/// How long the pauses before so many looks took together.
pub(super) fn waited(looks: u64) -> Duration {
    let short = looks.min(LONGEST_PAUSE);
    Duration::from_millis(short * (short + 1) / 2 + (looks - short) * LONGEST_PAUSE)
}

pub(super) fn as_long_as(timeout: Span) -> Duration {
    Duration::from_millis(timeout.milliseconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_before_a_look_add_up() {
        let mut sum = 0;
        for looks in 0..100 {
            assert_eq!(waited(looks), Duration::from_millis(sum), "{looks}");
            sum += (looks + 1).min(LONGEST_PAUSE);
        }
    }

    #[test]
    fn without_time_there_is_one_look() {
        let mut looks = 0;
        let seen = look_until(Span::from_seconds(0), || {
            looks += 1;
            Ok::<Option<()>, ()>(None)
        });
        assert_eq!((seen, looks), (Ok(None), 1));
    }
}

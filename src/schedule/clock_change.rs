//! Whether the clocks of a time zone were changed between two moments.

use std::fmt;

use super::wall_clock::offset_seconds;
use super::zone::Zone;
use crate::time::{Span, Time};

/// How a clock was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// Put forward, as in spring.
    Forward(Span),
    /// Put back, as in autumn.
    Back(Span),
}

/// The change of the clock between two moments; `None` when it is as far from UTC at the later as it was at
/// the earlier, though it may have been changed and changed back.
pub fn between(zone: Zone, earlier: Time, later: Time) -> Option<ClockChange> {
    let seconds = offset_seconds(zone, later) - offset_seconds(zone, earlier);
    let span = Span::from_seconds(seconds.unsigned_abs());
    match seconds {
        0 => None,
        1.. => Some(ClockChange::Forward(span)),
        _ => Some(ClockChange::Back(span)),
    }
}

/// One short phrase: `clock put forward 1h`.
impl fmt::Display for ClockChange {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Forward(span) => write!(f, "clock put forward {span}"),
            Self::Back(span) => write!(f, "clock put back {span}"),
        }
    }
}

/// Days over which two zones are compared: a year with each of its changes.
const DAYS: u64 = 400;

/// Whether the clocks of two zones show the same from `now` on.
pub(super) fn are_alike(one: Zone, other: Zone, now: Time) -> bool {
    one == other || days(now).all(|moment| offset_seconds(one, moment) == offset_seconds(other, moment))
}

/// Whether the clock of a zone is put forward or back.
pub(super) fn has_clock_changes(zone: Zone, now: Time) -> bool {
    let ahead = offset_seconds(zone, now);
    days(now).any(|moment| offset_seconds(zone, moment) != ahead)
}

fn days(now: Time) -> impl Iterator<Item = Time> {
    (0..DAYS).map(move |day| now + Span::from_seconds(day * 86_400))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn change(zone: Tz, earlier: &str, later: &str) -> Option<String> {
        let change = between(zone.into(), Time::parse(earlier).unwrap(), Time::parse(later).unwrap());
        change.map(|change| change.to_string())
    }

    #[test]
    fn a_change_says_its_direction_and_length() {
        for (zone, earlier, later, phrase) in [
            (Tz::America__New_York, "2026-03-08 06:59:59", "2026-03-08 07:00:00", "clock put forward 1h"),
            (Tz::America__New_York, "2026-11-01 05:59:59", "2026-11-01 06:00:00", "clock put back 1h"),
            (Tz::Australia__Lord_Howe, "2026-04-04 14:59:59", "2026-04-04 15:00:00", "clock put back 30m"),
            (Tz::Pacific__Apia, "2011-12-30 09:59:59", "2011-12-30 10:00:00", "clock put forward 1d"),
            (Tz::Africa__Monrovia, "1972-01-07 00:00:00", "1972-01-08 00:00:00", "clock put forward 2670s"),
        ] {
            assert_eq!(change(zone, earlier, later).as_deref(), Some(phrase), "{zone}");
        }
    }

    #[test]
    fn without_a_change_or_after_a_change_and_its_reverse_there_is_nothing_to_say() {
        assert_eq!(change(Tz::UTC, "2026-01-01 00:00:00", "2026-07-01 00:00:00"), None);
        assert_eq!(change(Tz::Europe__Rome, "2026-07-01 00:00:00", "2026-08-01 00:00:00"), None);
        assert_eq!(change(Tz::Europe__Rome, "2026-01-01 00:00:00", "2027-01-01 00:00:00"), None);
    }
}

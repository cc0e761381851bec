//! Whether the clocks of a time zone were changed between two moments.

use std::fmt;

use chrono_tz::Tz;

use super::wall_clock::offset_seconds;
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
pub fn between(zone: Tz, earlier: Time, later: Time) -> Option<ClockChange> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn change(zone: Tz, earlier: &str, later: &str) -> Option<String> {
        let change = between(zone, Time::parse(earlier).unwrap(), Time::parse(later).unwrap());
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

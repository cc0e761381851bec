//! When a job comes due: a fixed interval, or the local times of a crontab expression.

pub mod clock_change;
pub mod cron;
mod expression;
mod field;
mod misfire;
pub mod rules;
pub mod wall_clock;
pub mod zone;

use anyhow::{Result, bail};

use crate::time::{Span, Time};

pub use self::cron::Cron;
pub use self::misfire::Misfire;

/// When a repeating job comes due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// At every multiple of an interval, counted from an anchor, so that a late run does not shift the next.
    Every(Span),
    /// At the times of a crontab expression.
    Cron(Cron),
}

impl Schedule {
    /// Reads the text that [`Schedule`]s are stored as: `every 4h`, `cron 0 3 * * *`, `cron 0 3 * * * Europe/Rome`.
    ///
    /// # Errors
    /// When it is not such a text.
    pub fn from_text(text: &str) -> Result<Self> {
        if let Some(span) = text.strip_prefix("every ") {
            return Ok(Self::Every(span.parse()?));
        }
        let Some(rest) = text.strip_prefix("cron ") else { bail!("{text:?} is not a schedule") };
        let whole = Cron::parse(rest, None);
        let cron = whole.or_else(|error| match rest.trim().rsplit_once(char::is_whitespace) {
            Some((fields, zone)) => Cron::parse(fields, Some(zone)),
            None => Err(error),
        });
        Ok(Self::Cron(cron?))
    }

    /// Whether it comes due at the same times as `other`, however the two are spelled, as far as can be told at `now`.
    pub fn means_the_same(&self, other: &Self, now: Time) -> bool {
        match (self, other) {
            (Self::Every(one), Self::Every(other)) => one.seconds() == other.seconds(),
            (Self::Cron(one), Self::Cron(other)) => one.means_the_same(other, now),
            _ => false,
        }
    }

    /// The first occurrence after `after`; `None` when there is none in the calendar.
    ///
    /// `anchor` is any occurrence of an interval, before `after` or not; a crontab expression needs none. The
    /// time this takes does not grow with the distance between the two.
    pub fn next_after(&self, after: Time, anchor: Time) -> Option<Time> {
        match self {
            Self::Every(every) => next_multiple(*every, after, anchor),
            Self::Cron(cron) => cron.next_after(after),
        }
    }

    /// What the clock of its zone shows at a moment; `None` where it goes by UTC, whose rules nobody changes.
    pub fn shown(&self, at: Time) -> Option<Time> {
        match self {
            Self::Every(_) => None,
            Self::Cron(cron) => cron.shown(at),
        }
    }

    /// When an occurrence comes at which the clock of its zone was to show `shown`, and which by other rules was to come at
    /// `reckoned`; `None` where it never comes.
    pub fn occurrence_of(&self, shown: Time, reckoned: Time) -> Option<Time> {
        match self {
            Self::Every(_) => None,
            Self::Cron(cron) => cron.occurrence_of(shown, reckoned),
        }
    }

    /// The occurrences after `after`, up to and with `until`, each found when it is asked for.
    pub fn occurrences_between(&self, after: Time, until: Time, anchor: Time) -> impl Iterator<Item = Time> {
        let next = move |after: Time| self.next_after(after, anchor);
        std::iter::successors(next(after), move |last| next(*last)).take_while(move |time| *time <= until)
    }
}

fn next_multiple(every: Span, after: Time, anchor: Time) -> Option<Time> {
    let every = i128::from(every.seconds());
    let past = i128::from(after.unix_seconds() - anchor.unix_seconds()).checked_rem_euclid(every)?;
    let wait = Span::from_seconds(u64::try_from(every - past).ok()?);
    let next = after + wait;
    // Addition stops at the end of the calendar, which is not an occurrence.
    (next.since(after) == wait).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn every(seconds: u64) -> Schedule {
        Schedule::Every(Span::from_seconds(seconds))
    }

    #[test]
    fn an_interval_keeps_its_grid_however_late_a_run_is() {
        let anchor = time("2026-03-01 00:10:00");
        for (after, next) in [
            ("2026-03-01 00:10:00", "2026-03-01 04:10:00"),
            ("2026-03-01 04:09:59", "2026-03-01 04:10:00"),
            ("2026-03-01 04:10:00", "2026-03-01 08:10:00"),
            ("2026-03-01 07:59:00", "2026-03-01 08:10:00"),
            ("2099-03-01 07:59:00", "2099-03-01 08:10:00"),
        ] {
            assert_eq!(every(14_400).next_after(time(after), anchor), Some(time(next)), "{after}");
        }
    }

    #[test]
    fn the_grid_reaches_back_before_its_anchor() {
        let next = every(3600).next_after(time("2026-02-28 21:30:00"), time("2026-03-01 00:10:00"));
        assert_eq!(next, Some(time("2026-02-28 22:10:00")));
    }

    #[test]
    fn an_interval_ends_with_the_calendar_and_one_of_nothing_never_comes() {
        let (first, last) = (time("0001-01-01 00:00:00"), time("9999-12-31 23:59:59"));
        assert_eq!(every(1).next_after(last, first), None);
        assert_eq!(every(1).next_after(last - Span::from_seconds(1), first), Some(last));
        assert_eq!(every(u64::MAX).next_after(first, first), None);
        assert_eq!(every(u64::MAX).next_after(first, last), Some(last));
        assert_eq!(every(0).next_after(first, first), None);
    }

    #[test]
    fn a_schedule_is_what_it_means_however_it_is_spelled() {
        let read = |text: &str| Schedule::from_text(text).unwrap();
        let same =
            |one: &str, other: &str| read(one).means_the_same(&read(other), time("2026-03-01 12:00:00"));
        for (one, other) in [
            ("every 60m", "every 1h"),
            ("cron 0 3 * * *", "cron  00  3 * * * UTC"),
            ("cron @daily", "cron 0 0 * * * Etc/UTC"),
            ("cron 0 3 * * 0", "cron 0 3 * * SUN"),
            ("cron 0 0 3 * * 7", "cron 0 3 * * 0"),
            ("cron 0 3 * * * Asia/Calcutta", "cron 0 3 * * * Asia/Kolkata"),
            ("cron */30 * * * *", "cron 0,30 * * * *"),
        ] {
            assert!(same(one, other), "{one} is {other}");
        }
        for (one, other) in [
            ("every 60m", "every 61m"),
            ("every 1h", "cron 0 * * * *"),
            ("cron 0 3 * * *", "cron 0 4 * * *"),
            ("cron 0 3 * * * Europe/Rome", "cron 0 3 * * * Africa/Tunis"),
            ("cron 0 3 * * 1", "cron 0 3 1 * *"),
            ("cron 0 3 13 * 5", "cron 0 3 13 * *"),
            ("cron 0 3 1 1 *", "cron 0 3 1 1 * America/New_York"),
        ] {
            assert!(!same(one, other), "{one} is not {other}");
        }
    }

    #[test]
    fn occurrences_leave_out_the_start_and_hold_the_end() {
        let daily = Schedule::Cron(Cron::parse("0 3 * * *", None).unwrap());
        let (first, last) = (time("2026-03-01 03:00:00"), time("2026-03-03 03:00:00"));
        let days = [time("2026-03-02 03:00:00"), last];
        assert!(daily.occurrences_between(first, last, first).eq(days));
        assert!(every(86_400).occurrences_between(first, last, first).eq(days));
        assert_eq!(daily.occurrences_between(last, first, first).count(), 0);
    }

    #[test]
    fn occurrences_are_found_only_when_asked_for() {
        let secondly = Schedule::Cron(Cron::parse("* * * * * *", None).unwrap());
        let (first, last) = (time("1970-01-01 00:00:00"), time("2099-12-31 00:00:00"));
        let second = first + Span::from_seconds(1);
        assert_eq!(secondly.occurrences_between(first, last, first).next(), Some(second));
        assert_eq!(every(1).occurrences_between(first, last, first).next(), Some(second));
    }

    #[test]
    fn ten_thousand_missed_occurrences_are_listed() {
        let often = Schedule::Cron(Cron::parse("*/5 * * * *", Some("Europe/Rome")).unwrap());
        let start = time("2026-03-01 00:00:00");
        let end = start + Span::from_seconds(300 * 10_000);
        assert_eq!(often.occurrences_between(start, end, start).count(), 10_000);
    }
}

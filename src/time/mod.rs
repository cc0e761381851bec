//! Moments and lengths of time. A moment is in UTC, to the second, in the one text form that ServiceNow stores.

mod clock;
mod moment;
mod span;

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};

use anyhow::{Result, bail};
use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Timelike, Utc,
};

pub use clock::Clock;
pub use moment::Moment;
pub use span::Span;

/// The latest moment that can be stored.
const LATEST: DateTime<Utc> = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(last_day) => match last_day.and_hms_opt(23, 59, 59) {
        Some(last_second) => last_second.and_utc(),
        None => DateTime::<Utc>::MAX_UTC,
    },
    None => DateTime::<Utc>::MAX_UTC,
};

/// The earliest moment that can be stored.
const EARLIEST: DateTime<Utc> = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(first_day) => first_day.and_time(NaiveTime::MIN).and_utc(),
    None => DateTime::<Utc>::MIN_UTC,
};

/// A moment in UTC, whole seconds. Its text form sorts as the moments do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(DateTime<Utc>);

impl Time {
    /// The moment of `instant`, with the fraction of its second dropped.
    pub fn from_utc(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(0))
    }

    /// The same moment for chrono.
    pub fn to_utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The last moment of the calendar, the end of the year 9999.
    pub fn last() -> Self {
        Self(LATEST)
    }

    /// Reads `YYYY-MM-DD HH:MM:SS` (UTC) or RFC 3339; years 0001 to 9999.
    ///
    /// # Errors
    /// Names the text and the two forms when it is neither.
    pub fn parse(text: &str) -> Result<Self> {
        let parsed = stored(text).map(|naive| naive.and_utc()).or_else(|| rfc3339(text));
        match parsed.map(Self::from_utc) {
            Some(time) if (EARLIEST..=LATEST).contains(&time.0) => Ok(time),
            _ => bail!(
                "{text:?} is not a time: write 'YYYY-MM-DD HH:MM:SS' (UTC) or RFC 3339, as 2026-03-01T12:00:00Z"
            ),
        }
    }

    /// Whether a text is a time in the one form in which times are stored.
    pub fn is_stored_form(text: &str) -> bool {
        let Some([year, month, day, hour, minute, second]) = numbers(text) else { return false };
        let days = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        year >= 1 && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60
    }

    /// ISO 8601 with a `Z`, for JSON and for views.
    pub fn iso(self) -> String {
        self.to_string().replace(' ', "T") + "Z"
    }

    /// For people, to the minute, in UTC: `2026-03-01 12:00`.
    pub fn to_the_minute(self) -> String {
        self.to_string().get(..16).unwrap_or_default().to_owned()
    }

    /// The form in which it is stored. Many times quicker than by a format, and imports write millions.
    fn digits(self) -> [u8; 19] {
        let time = self.0;
        let mut digits = *b"0000-00-00 00:00:00";
        let mut put = |end: usize, width: usize, mut number: u32| {
            for digit in digits[end - width..end].iter_mut().rev() {
                *digit = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        put(4, 4, u32::try_from(time.year()).unwrap_or_default());
        put(7, 2, time.month());
        put(10, 2, time.day());
        put(13, 2, time.hour());
        put(16, 2, time.minute());
        put(19, 2, time.second());
        digits
    }

    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Span {
        Span::from_seconds((self.unix_seconds() - earlier.unix_seconds()).max(0).unsigned_abs())
    }

    /// How far it is from `now`, for people: `2h ago`, `in 15m`, `now`.
    pub fn seen_from(self, now: Self) -> String {
        match self.cmp(&now) {
            Ordering::Less => format!("{} ago", now.since(self).in_words()),
            Ordering::Equal => "now".to_owned(),
            Ordering::Greater => format!("in {}", self.since(now).in_words()),
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// `YYYY-MM-DD HH:MM:SS`, every digit of it. Imports read millions: by hand this is several times quicker than by a
/// format.
fn stored(text: &str) -> Option<NaiveDateTime> {
    let [year, month, day, hour, minute, second] = numbers(text)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    date.and_hms_opt(hour, minute, second)
}

/// The numbers of a text of that form, whether there is such a time or not.
fn numbers(text: &str) -> Option<[u32; 6]> {
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let form = b"0000-00-00 00:00:00";
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    // Without a branch for each.
    if !bytes.iter().zip(form).fold(true, |all, pair| all & fits(pair)) {
        return None;
    }
    let two = |place: usize| u32::from(bytes[place] - b'0') * 10 + u32::from(bytes[place + 1] - b'0');
    Some([two(0) * 100 + two(2), two(5), two(8), two(11), two(14), two(17)])
}

/// RFC 3339, whose year has four digits too.
fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let four_digits = text.len() > 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let parsed = DateTime::parse_from_rfc3339(text).ok().filter(|_| four_digits);
    parsed.map(|fixed| fixed.to_utc())
}

/// Stops at the last second of the year 9999.
impl Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        let seconds = i64::try_from(span.seconds()).ok().and_then(TimeDelta::try_seconds);
        let sum = seconds.and_then(|delta| self.0.checked_add_signed(delta));
        Self(sum.unwrap_or(LATEST).min(LATEST))
    }
}

/// Stops at the first second of the year 1.
impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        let seconds = i64::try_from(span.seconds()).ok().and_then(TimeDelta::try_seconds);
        let difference = seconds.and_then(|delta| self.0.checked_sub_signed(delta));
        Self(difference.unwrap_or(EARLIEST).max(EARLIEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_name_the_same_moment() {
        let stored = Time::parse("2026-03-01 12:00:00").unwrap();
        assert_eq!(stored, Time::parse("2026-03-01T13:00:00+01:00").unwrap());
        assert_eq!(stored.to_string(), "2026-03-01 12:00:00");
        assert_eq!(stored.iso(), "2026-03-01T12:00:00Z");
    }

    #[test]
    fn the_stored_form_is_what_the_calendar_takes_and_nothing_else() {
        let months = (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day)));
        for (month, day) in months {
            for year in [0, 1, 1900, 2000, 2023, 2024, 2100, 9999] {
                let text = format!("{year:04}-{month:02}-{day:02} 10:20:30");
                let there = NaiveDate::from_ymd_opt(year, month, day).is_some() && year > 0;
                assert_eq!(Time::is_stored_form(&text), there, "{text}");
            }
        }
        for (text, is_time) in [
            ("2026-03-01 23:59:59", true),
            ("2026-03-01 24:00:00", false),
            ("2026-03-01 23:60:00", false),
            ("2026-03-01 23:59:60", false),
            ("2026-03-01T23:59:59", false),
            ("2026-03-01 23:59:5", false),
            ("2026-03-01 23:59:590", false),
            ("2026-03-01 2a:59:59", false),
            ("2026/03/01 23:59:59", false),
            ("２-03-01 23:59:59", false),
        ] {
            assert_eq!(Time::is_stored_form(text), is_time, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_time_is_refused_with_the_forms_that_are() {
        for text in [
            "",
            "tomorrow",
            "2026-02-30 00:00:00",
            "2026-03-01",
            "-001-01-01 00:00:00",
            "0000-12-31 23:59:59",
            "+12026-01-01T00:00:00Z",
            "26-03-01 12:30:00",
            "0026-3-01 12:30:00",
            "2026-3-1 12:30:00",
            "2026-03-01 1:30:00",
            "2026-03-01 24:00:00",
            "2026-03-01 12:30:60",
            "２026-03-01 12:30:00",
        ] {
            let error = Time::parse(text).unwrap_err().to_string();
            assert!(error.contains("YYYY-MM-DD HH:MM:SS"), "{text}: {error}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_the_calendar() {
        let time = Time::parse("2026-03-01 12:00:00").unwrap();
        assert_eq!((time + Span::from_seconds(u64::MAX)).to_string(), "9999-12-31 23:59:59");
        assert_eq!((time - Span::from_seconds(u64::MAX)).to_string(), "0001-01-01 00:00:00");
        assert_eq!(time.since(time + Span::from_seconds(5)), Span::from_seconds(0));
    }
}

//! A moment as people name it: a time, a date, or how long before or after now.

use std::str::FromStr;

use anyhow::{Error, Result, bail};

use super::{Span, Time};

/// What somebody wrote for a moment; which one it is depends on when they wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A time, to the second.
    At(Time),
    /// A day or a minute: its first second and its last.
    Within(Time, Time),
    /// That long ago.
    Ago(Span),
    /// In that long.
    In(Span),
    /// That long: ago where somebody looks back, else from now.
    Length(Span),
}

impl Moment {
    /// The moment, by somebody who looks back from `now`: of a day its beginning.
    pub fn looking_back(self, now: Time) -> Time {
        match self {
            Self::At(time) | Self::Within(time, _) => time,
            Self::Ago(span) | Self::Length(span) => now - span,
            Self::In(span) => now + span,
        }
    }

    /// The same, but of a day its end.
    pub fn looking_back_to_end(self, now: Time) -> Time {
        match self {
            Self::Within(_, last) => last,
            other => other.looking_back(now),
        }
    }

    /// The moment, by somebody who looks ahead from `now`.
    pub fn looking_ahead(self, now: Time) -> Time {
        match self {
            Self::Length(span) => now + span,
            other => other.looking_back(now),
        }
    }
}

/// Reads `2026-03-01 12:00:00`, RFC 3339, `2026-03-01 12:00`, `2026-03-01`, `2h`, `2h ago`, `2 hours ago`, `in 2h`, `now`.
impl FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let asked = text.trim().to_lowercase();
        if let Ok(time) = Time::parse(text.trim()) {
            return Ok(Self::At(time));
        }
        let read = match asked.as_str() {
            "now" => Some(Self::Ago(Span::from_seconds(0))),
            asked => within(asked).or_else(|| relative(asked)),
        };
        let Some(moment) = read else {
            bail!(
                "{text:?} is not a time: write 'YYYY-MM-DD HH:MM:SS' (UTC), RFC 3339 as 2026-03-01T12:00:00Z, a date as \
                 2026-03-01, or a span as 2h or '2 hours ago'"
            );
        };
        Ok(moment)
    }
}

/// A day, or a minute of one.
fn within(text: &str) -> Option<Moment> {
    let (first, last) = match text.len() {
        10 => (format!("{text} 00:00:00"), format!("{text} 23:59:59")),
        16 => (format!("{}:00", text.replace('t', " ")), format!("{}:59", text.replace('t', " "))),
        _ => return None,
    };
    Some(Moment::Within(Time::parse(&first).ok()?, Time::parse(&last).ok()?))
}

fn relative(text: &str) -> Option<Moment> {
    let moment: fn(Span) -> Moment;
    let length = if let Some(ago) = text.strip_suffix("ago") {
        moment = Moment::Ago;
        ago
    } else if let Some(from_now) = text.strip_prefix("in ") {
        moment = Moment::In;
        from_now
    } else {
        moment = Moment::Length;
        text
    };
    length_in_words(length.trim()).map(moment)
}

/// A span, also with its units in words and blanks between them.
fn length_in_words(text: &str) -> Option<Span> {
    const UNITS: [(&str, &[&str]); 4] = [
        ("d", &["d", "day", "days"]),
        ("h", &["h", "hour", "hours"]),
        ("m", &["m", "min", "mins", "minute", "minutes"]),
        ("s", &["s", "sec", "secs", "second", "seconds"]),
    ];
    let mut short = String::new();
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let unit = UNITS.iter().find(|(_, words)| words.contains(&word));
        short.push_str(unit.map_or(word, |(unit, _)| unit));
    }
    short.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Time {
        Time::parse("2026-03-01 12:00:00").unwrap()
    }

    #[test]
    fn a_moment_is_named_in_the_ways_that_people_do() {
        for (text, back, ahead) in [
            ("2026-02-28 10:00:00", "2026-02-28 10:00:00", "2026-02-28 10:00:00"),
            ("2026-02-28T11:00:00+01:00", "2026-02-28 10:00:00", "2026-02-28 10:00:00"),
            ("2026-02-28", "2026-02-28 00:00:00", "2026-02-28 00:00:00"),
            ("2026-02-28 10:07", "2026-02-28 10:07:00", "2026-02-28 10:07:00"),
            ("2026-02-28T10:07", "2026-02-28 10:07:00", "2026-02-28 10:07:00"),
            ("2h", "2026-03-01 10:00:00", "2026-03-01 14:00:00"),
            ("2h ago", "2026-03-01 10:00:00", "2026-03-01 10:00:00"),
            ("2 hours ago", "2026-03-01 10:00:00", "2026-03-01 10:00:00"),
            ("1 day 2 hours ago", "2026-02-28 10:00:00", "2026-02-28 10:00:00"),
            ("1h 30m ago", "2026-03-01 10:30:00", "2026-03-01 10:30:00"),
            ("in 90 minutes", "2026-03-01 13:30:00", "2026-03-01 13:30:00"),
            (" now ", "2026-03-01 12:00:00", "2026-03-01 12:00:00"),
        ] {
            let moment: Moment = text.parse().unwrap();
            let read = (moment.looking_back(now()).to_string(), moment.looking_ahead(now()).to_string());
            assert_eq!(read, (back.to_owned(), ahead.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_day_has_an_end_for_who_asks_for_the_last_of_it() {
        let end = |text: &str| text.parse::<Moment>().unwrap().looking_back_to_end(now()).to_string();
        assert_eq!(end("2026-02-28"), "2026-02-28 23:59:59");
        assert_eq!(end("2026-02-28 10:07"), "2026-02-28 10:07:59");
        assert_eq!(end("2h"), "2026-03-01 10:00:00");
    }

    #[test]
    fn what_is_no_moment_is_refused_with_the_forms_that_are() {
        for text in [
            "",
            "soon",
            "ago",
            "in",
            "2",
            "2 parsecs ago",
            "2026-02-30",
            "2026-3-1",
            "2026-02-28 25:00",
            "-2h",
            "2h later",
            "２h",
        ] {
            let error = text.parse::<Moment>().unwrap_err().to_string();
            assert!(
                error.contains("YYYY-MM-DD HH:MM:SS") && error.contains("2 hours ago"),
                "{text}: {error}"
            );
        }
    }
}

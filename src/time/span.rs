//! A length of time, written as `90s`, `5m`, `4h`, `1d`, `300000ms`, or compound as `4m59s`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Error, bail};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Every unit, the largest first, in milliseconds.
const UNITS: [(&str, u64); 5] = [("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)];

/// A length of time in milliseconds: as it was written, so that `299999ms` is shorter than `5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Span {
    /// A span of that many seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// A span of that many milliseconds.
    pub const fn from_milliseconds(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// For people: the two largest units, as `3h 20m`, `1d`, `45s`; to the letter where it is not whole seconds.
    pub fn in_words(self) -> String {
        if !self.is_whole_seconds() {
            return self.to_string();
        }
        let mut rest = self.0;
        let parts = UNITS.iter().map(|(name, unit)| {
            let count = rest / unit;
            rest %= unit;
            (count, *name)
        });
        let largest = parts.skip_while(|(count, _)| *count == 0).take(2).filter(|(count, _)| *count > 0);
        let words = largest.map(|(count, name)| format!("{count}{name}")).collect::<Vec<_>>().join(" ");
        if words.is_empty() { "0s".to_owned() } else { words }
    }

    /// Its length in seconds, a part of one counted as a whole: moments have whole seconds, and whoever waits waits
    /// no shorter. What is strictly after a moment less the span is the same either way.
    pub const fn seconds(self) -> u64 {
        self.0.div_ceil(SECOND)
    }

    /// Its length in milliseconds.
    pub const fn milliseconds(self) -> u64 {
        self.0
    }

    const fn is_whole_seconds(self) -> bool {
        self.0.is_multiple_of(SECOND)
    }
}

/// Reads whole numbers with their units: `ms`, `s`, `m`, `h`, `d`, each once, the largest first.
impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let Some(milliseconds) = read(text) else {
            bail!("{text:?} is not a length of time: write 90s, 5m, 4h, 1d, 300000ms or 4m59s");
        };
        Ok(Self(milliseconds))
    }
}

fn read(text: &str) -> Option<u64> {
    let (mut rest, mut units, mut sum) = (text, &UNITS[..], 0_u64);
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |byte| !byte.is_ascii_digit());
        let (name, after) = split_where(after, u8::is_ascii_digit);
        let place = units.iter().position(|(unit, _)| *unit == name)?;
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(units[place].1)?)?;
        (rest, units) = (after, &units[place + 1..]);
    }
    (!text.is_empty()).then_some(sum)
}

/// What stands before the first byte of that kind, and the rest.
fn split_where(text: &str, kind: impl Fn(&u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| kind(&byte)).unwrap_or(text.len()))
}

/// The largest unit that divides it: `4h`, `90s`, `299999ms`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let divides = |unit: u64| self.0 > 0 && self.0.is_multiple_of(unit);
        let (name, unit) = UNITS.into_iter().find(|(_, unit)| divides(*unit)).unwrap_or(("s", SECOND));
        write!(f, "{}{name}", self.0 / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_and_shown_in_its_shortest_form() {
        for (text, milliseconds, shown) in [
            ("90s", 90_000, "90s"),
            ("5m", 300_000, "5m"),
            ("4h", 14_400_000, "4h"),
            ("1d", 86_400_000, "1d"),
            ("300000ms", 300_000, "5m"),
            ("299999ms", 299_999, "299999ms"),
            ("1ms", 1, "1ms"),
            ("0s", 0, "0s"),
            ("0ms", 0, "0s"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.milliseconds(), span.to_string().as_str()), (milliseconds, shown));
        }
    }

    #[test]
    fn several_units_add_up_the_largest_first() {
        for (text, shown) in [
            ("4m59s", "299s"),
            ("1h30m", "90m"),
            ("1d12h", "36h"),
            ("1d2h3m4s5ms", "93784005ms"),
            ("4m60s", "5m"),
            ("0h5m", "5m"),
        ] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_a_millisecond_shorter_is_shorter_and_takes_as_many_seconds() {
        let (short, long): (Span, Span) = ("299999ms".parse().unwrap(), "5m".parse().unwrap());
        assert!(short < long);
        assert_eq!((short.seconds(), long.seconds()), (300, 300));
        assert_eq!(Span::from_milliseconds(1).seconds(), 1);
    }

    #[test]
    fn people_read_the_two_largest_units() {
        for (seconds, words) in
            [(0, "0s"), (45, "45s"), (12_200, "3h 23m"), (86_400, "1d"), (86_460, "1d"), (90_061, "1d 1h")]
        {
            assert_eq!(Span::from_seconds(seconds).in_words(), words);
        }
        assert_eq!(Span::from_milliseconds(299_999).in_words(), "299999ms");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "5",
            "m",
            "-5m",
            "5 m",
            "1.5h",
            "5M",
            "5m5",
            "5m5m",
            "59s4m",
            "5ms1s",
            "4m 59s",
            "4m-1s",
            "ü5m",
            "5ü",
            "99999999999999999999s",
            "999999999999999999d",
            "18446744073709551615ms1s",
            "213503982334d18446744073709551615ms",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
